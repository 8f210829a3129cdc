import {
  IconCalendarClock,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconCpu,
  IconPlayerPause,
  IconPlugConnectedX,
  IconProgress,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { SystemState } from '#contract/system.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDecimal, formatPercent } from '../../lib/format/number.ts';
import { formatClock, viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Countdown } from '../../ui/relative-time.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './shell.module.css';
import { useOffline } from './use-offline.ts';

/** Samples of the host are no change anybody publishes, so these are asked for. */
const sampleMs = 5_000;

/** The state of the machine, the same on every page. */
export function StatusBar() {
  const { data: scheduler } = useQuery(
    api.system.scheduler.queryOptions({ enabled: useMay('jobs:read'), refetchInterval: sampleMs }),
  );
  const { data: system } = useQuery(
    api.system.monitoring.queryOptions({ enabled: useMay('system:read'), refetchInterval: sampleMs }),
  );
  const isOffline = useOffline() !== undefined;
  return (
    <footer className={styles.status}>
      {isOffline && (
        <span className={styles.away}>
          <IconPlugConnectedX size={13} aria-hidden /> {t('shell.offline')}
        </span>
      )}
      {!isOffline && system !== undefined && system.executors.length > 0 && (
        <Engine engine={system.engine} image={system.image} />
      )}
      {scheduler !== undefined && (
        <>
          <span>
            <span className={styles.tone} data-tone={scheduler.running > 0 ? 'run' : undefined}>
              <IconProgress size={13} aria-hidden />
            </span>
            {t('shell.running', { n: scheduler.running })}
          </span>
          {scheduler.queued > 0 && (
            <span>
              <span className={styles.tone} data-tone="wait">
                <IconClock size={13} aria-hidden />
              </span>
              {t('shell.queued', { n: scheduler.queued })}
            </span>
          )}
          {scheduler.hold !== null && (
            <span title={scheduler.hold.reason}>
              <span className={styles.tone} data-tone="wait">
                <IconPlayerPause size={13} aria-hidden />
              </span>
              {t('shell.held', { by: scheduler.hold.by })}
            </span>
          )}
          {scheduler.nextAt !== null && scheduler.hold === null && (
            <span>
              <IconCalendarClock size={13} aria-hidden /> {t('shell.next')} <Countdown at={scheduler.nextAt} />
            </span>
          )}
        </>
      )}
      <span className={styles.rest} />
      {system !== undefined && <Host host={system.host} />}
      {scheduler?.latenessMs != null && (
        <span className={styles.wide}>
          {t('shell.lateness', { n: formatDecimal(scheduler.latenessMs / 1_000, 1) })}
        </span>
      )}
      <Clock />
    </footer>
  );
}

function Engine({ engine, image }: Pick<SystemState, 'engine' | 'image'>) {
  const isReady = engine.ok && !image.canBuild;
  const lacking = image.building === null ? 'engine.no-image' : 'engine.building';
  const name = engine.executor === null ? t('engine.none') : t(`engine.${engine.executor}`);
  return (
    <span title={engine.problem ?? engine.version ?? undefined}>
      <span className={styles.tone} data-tone={isReady ? 'ok' : engine.ok ? 'wait' : 'fail'}>
        {engine.ok ? <IconCircleCheck size={13} aria-hidden /> : <IconCircleX size={13} aria-hidden />}
      </span>
      {name} {/^[\d.]*/.exec(engine.version ?? '')?.[0]} ·{' '}
      {t(isReady ? 'engine.ready' : engine.ok ? lacking : 'engine.down')}
    </span>
  );
}

function Host({ host }: { host: SystemState['host'] }) {
  const used = ({ totalBytes, freeBytes }: { totalBytes: number; freeBytes: number }) =>
    formatPercent(totalBytes === 0 ? 0 : 1 - freeBytes / totalBytes);
  return (
    <>
      <span className={styles.wide}>
        <IconCpu size={13} aria-hidden /> {t('shell.cpu', { value: formatPercent(host.cpuPercent / 100) })}
      </span>
      <span className={styles.wide}>{t('shell.memory', { value: used(host.memory) })}</span>
      <span className={styles.wide}>{t('shell.disk', { value: used(host.disk) })}</span>
    </>
  );
}

function Clock() {
  return (
    <span>
      {formatClock(useNow())} {viewerZone()}
    </span>
  );
}
