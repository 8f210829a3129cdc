import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleMinus, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client/api.ts';
import { useBuildImage } from '../../lib/client/use-build-image.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatBytes } from '../../lib/format/number.ts';
import { nameLimits } from '../../lib/limit-words.ts';
import { t } from '../../lib/messages/messages.ts';
import { ImageLine } from '../../ui/image-line.tsx';
import { Region } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { RunSettings } from './run-settings.tsx';
import styles from './settings.module.css';

/** How scripts run here: each way there is, whether it can serve, and what mends it where it cannot. */
export function ExecutorsRegion() {
  const { data, error, refetch, isFetching } = useQuery(api.system.monitoring.queryOptions());
  const maySettings = useMay('settings:read');
  const build = useBuildImage();
  return (
    <>
      <Region
        title={t('settings.executors')}
        note={data?.engine.executor ? t('settings.in-use', { name: t(`engine.${data.engine.executor}`) }) : undefined}
        actions={
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={isFetching}
            onClick={() => void refetch()}
          >
            {t('settings.look-again')}
          </Button>
        }
      >
        {maySettings && <RunSettings />}
        {error !== null && <ErrorState title={t('settings.unreadable')} error={error} onRetry={refetch} />}
        {data === undefined && error === null && <ListSkeleton rows={4} />}
        <ul className={styles.executors}>
          {data?.executors.map((each) => (
            <li key={each.executor}>
              {each.ok ? (
                <IconCircleCheck size={16} className={styles.ok} aria-hidden />
              ) : (
                <IconCircleMinus size={16} className={styles.wrong} aria-hidden />
              )}
              <span>
                <b>{t(`engine.${each.executor}`)}</b>{' '}
                {each.version !== null && <span className="t3">{each.version}</span>}{' '}
                <span className={each.ok ? styles.ok : styles.wrong}>
                  {t(each.ok ? 'settings.ready' : 'settings.not-ready')}
                </span>
              </span>
              {each.executor === 'docker' && data.image.canBuild ? (
                <ImageLine image={data.image} meanwhile={undefined} onBuild={build} />
              ) : (
                <>
                  {each.problem !== null && <p className="t2">{each.problem}</p>}
                  {each.fix !== null && <p>{each.fix}</p>}
                </>
              )}
              {each.ok && each.unenforced.length > 0 && (
                <p className="t3 xs">{t('settings.unenforced', { limits: nameLimits(each.unenforced) })}</p>
              )}
            </li>
          ))}
        </ul>
      </Region>
      {data !== undefined && (
        <Region title={t('settings.about')}>
          <p className="t2">
            Automa {data.version} · {t('settings.since')} <RelativeTime at={data.startedAt} /> ·{' '}
            {t('settings.database', { size: formatBytes(data.database.bytes) })} · {data.image.ref}{' '}
            {t(data.image.present ? 'settings.image-present' : 'settings.image-missing')}
          </p>
        </Region>
      )}
    </>
  );
}
