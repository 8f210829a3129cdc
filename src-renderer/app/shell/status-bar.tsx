import { IconCalendarClock, IconCircleCheck, IconCircleX, IconClock, IconCpu, IconProgress } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { SystemState } from '#contract/system.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatPercent } from '../../lib/format/number.ts';
import { formatClock, viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Countdown } from '../../ui/relative-time.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './shell.module.css';

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
  return (
    <footer className={styles.status}>
      {system !== undefined && <Engine engine={system.engine} isImageReady={system.image.present} />}
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
          {scheduler.nextAt !== null && (
            <span>
              <IconCalendarClock size={13} aria-hidden /> {t('shell.next')} <Countdown at={scheduler.nextAt} />
            </span>
          )}
        </>
      )}
      <span className={styles.rest} />
      {system !== undefined && <Host host={system.host} />}
      {scheduler?.latenessMs != null && (
        <span className={styles.wide}>{t('shell.lateness', { n: (scheduler.latenessMs / 1_000).toFixed(1) })}</span>
      )}
      <Clock />
    </footer>
  );
}

function Engine({ engine, isImageReady }: { engine: SystemState['engine']; isImageReady: boolean }) {
  const isReady = engine.ok && isImageReady;
  const name = engine.executor === null ? t('engine.none') : t(`engine.${engine.executor}`);
  return (
    <span title={engine.problem ?? engine.version ?? undefined}>
      <span className={styles.tone} data-tone={isReady ? 'ok' : engine.ok ? 'wait' : 'fail'}>
        {engine.ok ? <IconCircleCheck size={13} aria-hidden /> : <IconCircleX size={13} aria-hidden />}
      </span>
      {name} {/^[\d.]*/.exec(engine.version ?? '')?.[0]} ·{' '}
      {t(isReady ? 'engine.ready' : engine.ok ? 'engine.no-image' : 'engine.down')}
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
