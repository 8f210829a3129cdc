import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SystemState } from '#contract/system.ts';
import { askHold } from '../../lib/asked-hold.ts';
import { api, type client } from '../../lib/client/api.ts';
import { useBuildImage } from '../../lib/client/use-build-image.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatBytes, formatCount, formatPercent } from '../../lib/format/number.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { ExecutorList } from '../../ui/executor-list.tsx';
import { HostMeters } from '../../ui/host-meters.tsx';
import { Region } from '../../ui/page.tsx';
import { Ago, RelativeTime } from '../../ui/relative-time.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { UntilStart } from '../../ui/until-start.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Findings } from './findings.tsx';
import styles from './monitoring.module.css';
import { checkSystem } from './self-check.ts';
import { useSamples } from './use-samples.ts';

const sampleMs = 5_000;

/** The machine, what runs scripts on it, the scheduler and the database; what is wrong stands first. */
export function Monitoring() {
  const system = useQuery(api.system.monitoring.queryOptions({ refetchInterval: sampleMs }));
  const scheduler = useQuery(api.system.scheduler.queryOptions({ refetchInterval: sampleMs }));
  const samples = useSamples(system.data, system.dataUpdatedAt);
  const build = useBuildImage();
  const now = useNow();
  if (system.data === undefined) {
    if (!system.isError) return <ListSkeleton />;
    return <ErrorState title={t('monitoring.unreadable')} error={system.error} onRetry={() => void system.refetch()} />;
  }
  const { host, executors, engine, image, database, version, startedAt } = system.data;
  return (
    <div className={styles.scroller}>
      <Findings findings={checkSystem(system.data, scheduler.data?.hold ?? null, now)} />
      <div className={styles.halves}>
        <div>
          <Region title={t('monitoring.host')}>
            <HostMeters host={host} />
          </Region>
          <Region
            title={t('monitoring.cpu')}
            note={samples.spanMs > 0 ? t('monitoring.since-open', { time: formatDuration(samples.spanMs) }) : undefined}
          >
            <Sparkline
              values={samples.cpu}
              limit={100}
              label={t('monitoring.cpu-line', { now: formatPercent(host.cpuPercent / 100) })}
            />
          </Region>
          <Region title={t('monitoring.scheduler')} actions={<HoldButton hold={scheduler.data?.hold ?? null} />}>
            <Scheduler scheduler={system.data.scheduler} ahead={scheduler.data} />
          </Region>
        </div>
        <div>
          <Region title={t('overview.engine')}>
            <ExecutorList executors={executors} inUse={engine.executor} image={image} onBuild={build} />
          </Region>
          <Region title={t('monitoring.image')}>
            <dl className={styles.pairs}>
              <Pair label={t('monitoring.image-name')}>
                <code>{image.ref}</code>
              </Pair>
              <Pair label={t('monitoring.image-state')}>
                {t(`monitoring.image-${image.present ? 'present' : image.building === null ? 'missing' : 'building'}`)}
              </Pair>
              {image.digest !== null && (
                <Pair label={t('monitoring.image-digest')}>
                  <code>{image.digest}</code>
                </Pair>
              )}
            </dl>
          </Region>
          <Region title={t('monitoring.automa')}>
            <dl className={styles.pairs}>
              <Pair label={t('monitoring.version')}>{version}</Pair>
              <Pair label={t('monitoring.up')}>
                <RelativeTime at={startedAt} />
              </Pair>
              <Pair label={t('monitoring.power')}>
                {t(host.onBattery ? 'monitoring.on-battery' : 'monitoring.on-mains')}
              </Pair>
              <Pair label={t('monitoring.database')}>{formatBytes(database.bytes)}</Pair>
              <Pair label={t('monitoring.database-read')}>
                {database.checkedAt === null ? t('monitoring.database-unread') : <Ago at={database.checkedAt} />}
                {database.checkedAt !== null && `, ${database.problem ?? t('monitoring.database-well')}`}
              </Pair>
            </dl>
          </Region>
        </div>
      </div>
    </div>
  );
}

type Ahead = Pick<Awaited<ReturnType<typeof client.system.scheduler>>, 'nextAt' | 'hold'>;

function Scheduler({ scheduler, ahead }: { scheduler: SystemState['scheduler']; ahead: Ahead | undefined }) {
  const { lastTickAt, latenessMs, activeJobs, queued, running } = scheduler;
  const nextAt = ahead?.nextAt ?? null;
  const hold = ahead?.hold ?? null;
  return (
    <dl className={styles.pairs}>
      <Pair label={t('monitoring.beat')}>
        {lastTickAt === null ? t('monitoring.no-beat') : <Ago at={lastTickAt} />}
      </Pair>
      <Pair label={t('monitoring.lateness')}>
        {latenessMs === null ? t('monitoring.nothing-fired') : formatDuration(latenessMs)}
      </Pair>
      <Pair label={t('monitoring.next')}>
        {nextAt === null ? t('monitoring.none') : <UntilStart at={nextAt} isPhrase />}
      </Pair>
      {hold !== null && (
        <Pair label={t('monitoring.held')}>
          {t('monitoring.held-by', {
            by: hold.by,
            hasEnd: String(hold.until !== null),
            until: hold.until === null ? '' : formatNext(Date.parse(hold.until), Date.now()),
            reason: hold.reason,
          })}
        </Pair>
      )}
      <Pair label={t('monitoring.jobs')}>{formatCount(activeJobs)}</Pair>
      <Pair label={t('monitoring.running')}>{formatCount(running)}</Pair>
      <Pair label={t('monitoring.queued')}>{formatCount(queued)}</Pair>
    </dl>
  );
}

/** To let nothing new start, or to end that. */
function HoldButton({ hold }: { hold: Ahead['hold'] }) {
  if (!useMay('system:admin')) return null;
  return (
    <Button size="xs" onClick={() => askHold(hold === null ? 'hold' : 'release')}>
      {t(hold === null ? 'monitoring.hold' : 'monitoring.release')}
    </Button>
  );
}

function Pair({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
