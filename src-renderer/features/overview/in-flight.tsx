import { Link } from '@tanstack/react-router';
import { type CSSProperties, useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatDecimal } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Elapsed } from '../../ui/relative-time.tsx';
import { statusLooks } from '../../ui/status.ts';
import { StatusIcon } from '../../ui/status-badge.tsx';
import { UntilStart } from '../../ui/until-start.tsx';
import { useNow } from '../../ui/use-now.ts';
import { followRun } from './follow-run.ts';
import styles from './overview.module.css';
import { StopRun } from './stop-run.tsx';

/** So many lines stay readable at a glance; the rest is in the list of runs. */
const mostLines = 8;
/** Room is kept for so many: what is below does not move when a run starts or ends. */
const leastLines = 3;

interface InFlightProps {
  runs: readonly Run[];
  /** What each job and each agent usually takes, in ms. */
  usual: ReadonlyMap<string, number>;
}

/** What is going on now, with how far it is. */
export function InFlight({ runs, usual }: InFlightProps) {
  const lines = useMost(Math.min(mostLines, Math.max(leastLines, runs.length)));
  return (
    <Region
      title={t('overview.in-flight')}
      note={runs.length > 0 ? t('overview.in-flight-count', countsOf(runs)) : undefined}
      actions={
        <Link to="/runs" className="t3 xs">
          {t('overview.all-runs')}
        </Link>
      }
    >
      <div className={styles.lives} style={{ '--lines': lines } as CSSProperties}>
        {runs.length === 0 && <p className="t3 xs">{t('overview.in-flight-none')}</p>}
        <ul>
          {runs.slice(0, mostLines).map((run) => (
            <LiveRun key={run.id} run={run} usualMs={usual.get(run.jobId ?? run.agentId ?? '')} />
          ))}
        </ul>
      </div>
    </Region>
  );
}

function LiveRun({ run, usualMs }: { run: Run; usualMs: number | undefined }) {
  const look = statusLooks[run.status];
  const mayStop = useMay('runs:write');
  const course = followRun(run, usualMs, useNow());
  const details = [
    run.attempt > 1 && t('overview.attempt', { n: run.attempt }),
    run.progress?.text,
    run.progress === null &&
      run.startedAt !== null &&
      usualMs !== undefined &&
      t('overview.usual', { time: formatDuration(usualMs) }),
    run.status === 'retry-wait' && run.reason,
  ].filter((part) => typeof part === 'string' && part !== '');
  return (
    <li className={styles.live}>
      <StatusIcon status={run.status} />
      <Link to="/runs/$runId" params={{ runId: run.id }} className="ellipsis">
        <b>{run.title}</b>
      </Link>
      <span className={styles.liveText}>
        <span className={styles.tone} data-tone={look.tone}>
          {t(look.word)}
        </span>
        {details.map((detail) => ` · ${detail}`)}
      </span>
      <span className={styles.liveBar}>
        {course.fraction !== undefined && (
          <Progress
            fraction={course.fraction}
            label={t('overview.progress-of', { name: run.title })}
            tone={course.isSlow ? 'alert' : 'run'}
          />
        )}
      </span>
      <span className={styles.liveTime}>
        {run.status === 'retry-wait' && run.nextAttemptAt !== null ? (
          <UntilStart at={run.nextAttemptAt} isPhrase />
        ) : (
          <Elapsed since={run.startedAt ?? run.queuedAt} />
        )}
      </span>
      <span className={styles.liveLeft} data-slow={course.isSlow || undefined}>
        {course.isSlow && course.timesUsual !== undefined
          ? t('overview.times-usual', { n: formatDecimal(course.timesUsual, 1) })
          : course.leftMs !== undefined && t('run.left', { time: formatDuration(course.leftMs) })}
      </span>
      {mayStop && <StopRun run={run} />}
    </li>
  );
}

/** The largest it has been since the page was opened. */
function useMost(value: number): number {
  const [most, setMost] = useState(value);
  if (value > most) setMost(value);
  return Math.max(most, value);
}

function countsOf(runs: readonly Run[]): { running: number; waiting: number } {
  const running = runs.filter(({ status }) => status === 'running' || status === 'starting').length;
  return { running, waiting: runs.length - running };
}
