import { Button, Checkbox, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { IconCircleX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Script } from '#contract/scripts.ts';
import { api, client } from '../../../lib/client/api.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { notifyDone, notifyNext, notifyUndoable } from '../../../ui/notify.tsx';
import { useScheduleScript } from '../use-schedule-script.ts';
import { useActivate } from './use-activate.ts';
import styles from './versions.module.css';

interface PublishDialogProps {
  script: Script;
  next: number;
  /** Errors of the draft; with any of them nothing can be published. */
  errors: number;
  save: () => Promise<boolean>;
  onClose: () => void;
}

/** Freezes the draft as the next version, with what changed in words. */
export function PublishDialog({ script, next, errors, save, onClose }: PublishDialogProps) {
  const queryClient = useQueryClient();
  const activateBack = useActivate(script);
  const schedule = useScheduleScript();
  const [changelog, setChangelog] = useState('');
  const [label, setLabel] = useState('');
  const [activate, setActivate] = useState(true);
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await save())) return undefined;
      return client.scripts.publish({
        id: script.id,
        activate,
        ...(changelog.trim() !== '' && { changelog: changelog.trim() }),
        ...(label.trim() !== '' && { label: label.trim() }),
      });
    },
    onSuccess: async (published) => {
      await queryClient.invalidateQueries({ queryKey: api.scripts.key() });
      if (published === undefined) return;
      onClose();
      const { number } = published.version;
      const before = script.activeVersion;
      if (!published.created) notifyDone(t('scripts.publish-same', { n: number }));
      else if (activate && before !== null) {
        notifyUndoable(t('scripts.activated', { name: script.name, n: number }), () => void activateBack(before, null));
      } else if (activate && schedule !== undefined) {
        notifyNext(t('scripts.published', { n: number }), {
          label: t('scripts.schedule'),
          run: () => schedule(script),
        });
      } else notifyDone(t('scripts.published', { n: number }));
    },
  });
  const submit = () => {
    if (errors === 0 && !publish.isPending) publish.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('scripts.publish-title', { n: next })} size={480}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        {errors > 0 && <Blocked text={t('scripts.publish-blocked', { n: errors })} />}
        {publish.isSuccess && publish.data === undefined && <Blocked text={t('scripts.publish-unsaved')} />}
        {publish.error !== null && <Blocked text={describeError(publish.error).detail} />}
        <Textarea
          data-autofocus
          label={t('scripts.publish-changelog')}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={10_000}
          value={changelog}
          onChange={(event) => setChangelog(event.currentTarget.value)}
        />
        <TextInput
          label={t('scripts.publish-label')}
          placeholder="1.4.0"
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox
          label={t('scripts.publish-activate')}
          checked={activate}
          onChange={(event) => setActivate(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            disabled={errors > 0}
            loading={publish.isPending}
            rightSection={<KeyHint keys="Mod+Enter" />}
          >
            {t('scripts.publish-do')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Blocked({ text }: { text: string }) {
  return (
    <p className={styles.blocked} role="alert">
      <IconCircleX size={16} aria-hidden /> {text}
    </p>
  );
}
