import { Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EngineChoice, Settings } from '#contract/settings.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import styles from './settings.module.css';

/** What holds for every run on this machine: which ways are allowed, and whether the image is built unasked. */
export function RunSettings() {
  const { data, error, refetch } = useQuery(api.settings.get.queryOptions());
  if (data !== undefined) return <Fields settings={data} />;
  if (error === null) return <ListSkeleton rows={1} />;
  return <ErrorState title={t('settings.product-unreadable')} error={error} onRetry={() => void refetch()} />;
}

function Fields({ settings }: { settings: Settings }) {
  const queryClient = useQueryClient();
  const mayChange = useMay('settings:write');
  const { mutate, isPending } = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (changed) => queryClient.setQueryData(api.settings.get.queryKey(), changed),
      onError: (error) => notifyFailed(t('settings.not-changed'), error),
    }),
  );
  const { engine, engineChoices, imageBuild, fixedBy, timezone } = settings;
  return (
    <div className={`${styles.fields} ${styles.runFields}`}>
      <Select
        label={t('settings.engine')}
        description={fixedBy.engine === null ? undefined : t('settings.engine-fixed', { variable: fixedBy.engine })}
        w={260}
        allowDeselect={false}
        disabled={!mayChange || isPending || fixedBy.engine !== null}
        data={engineChoices.map((value) => ({ value, label: nameOf(value) }))}
        value={engine}
        onChange={(value) => {
          const chosen = engineChoices.find((choice) => choice === value);
          if (chosen !== undefined) mutate({ engine: chosen });
        }}
      />
      <Switch
        size="xs"
        label={t('settings.image-automatic')}
        checked={imageBuild === 'automatic'}
        disabled={!mayChange || isPending}
        onChange={(event) => mutate({ imageBuild: event.currentTarget.checked ? 'automatic' : 'manual' })}
      />
      <p className="t3 xs">{t('settings.timezone', { zone: timezone })}</p>
    </div>
  );
}

function nameOf(choice: EngineChoice): string {
  return choice === 'auto' ? t('settings.engine-auto') : t('settings.engine-only', { name: t(`engine.${choice}`) });
}
