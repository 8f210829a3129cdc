import { Link } from '@tanstack/react-router';
import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatClock, formatExact } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { Column } from '../../../ui/data-list/column.ts';
import { Duration } from '../../../ui/duration.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { blockerOf } from './explain-occurrence.ts';
import styles from './job-detail.module.css';
import { keyOf, sayMoment, statusOf } from './occurrence-marks.ts';

interface Context {
  runs: ReadonlyMap<string, Run>;
  now: number;
  /** The one that is being explained. */
  chosen: string | undefined;
}

/** The columns of the ledger: how it went, when it was due, how long it took, why. */
export function occurrenceColumns({ runs, now, chosen }: Context): readonly Column<Occurrence>[] {
  return [
    {
      key: 'status',
      head: t('jobs.column.state'),
      width: 130,
      cell: (row) => <StatusBadge status={statusOf(row, runs)} isQuiet />,
    },
    {
      key: 'due',
      head: t('job.column.due'),
      width: 150,
      cell: (row) => {
        const at = Date.parse(row.scheduledFor);
        const moment = <time title={formatExact(at)}>{sayMoment(at, now)}</time>;
        return keyOf(row) === chosen ? <b aria-current="true">{moment}</b> : moment;
      },
    },
    {
      key: 'took',
      head: t('job.column.took'),
      width: 76,
      align: 'right',
      cell: (row) => {
        const took = runs.get(row.runId ?? '')?.durationMs;
        return took === undefined || took === null ? null : <Duration ms={took} />;
      },
    },
    {
      key: 'attempts',
      head: t('job.column.attempts'),
      width: 76,
      align: 'right',
      isQuiet: true,
      minListWidth: 700,
      cell: (row) => runs.get(row.runId ?? '')?.attempt,
    },
    {
      key: 'why',
      head: t('job.column.why'),
      isQuiet: true,
      cell: (row) => <span title={sayWhy(row, runs) ?? undefined}>{sayWhy(row, runs)}</span>,
    },
    {
      key: 'run',
      head: <span className="visually-hidden">{t('job.open-run')}</span>,
      width: 52,
      cell: (row) =>
        row.runId !== null && (
          <Link to="/runs/$runId" params={{ runId: row.runId }}>
            {t('job.run')}
          </Link>
        ),
    },
  ];
}

export function OccurrenceInTwoLines(props: { occurrence: Occurrence; runs: ReadonlyMap<string, Run>; now: number }) {
  const { occurrence, runs, now } = props;
  return (
    <div className={styles.compact}>
      <StatusBadge status={statusOf(occurrence, runs)} isQuiet />
      <span className="t2 xs">{sayMoment(Date.parse(occurrence.scheduledFor), now)}</span>
      <span className="t3 xs ellipsis">{sayWhy(occurrence, runs)}</span>
    </div>
  );
}

function sayWhy(row: Occurrence, runs: ReadonlyMap<string, Run>): string | null {
  if (row.count !== undefined) return t('job.times', { n: row.count });
  const blocker = runs.get(blockerOf(row) ?? '');
  if (blocker !== undefined) {
    return t('job.overlap-with', { time: formatClock(Date.parse(blocker.origin.scheduledFor ?? blocker.queuedAt)) });
  }
  if (row.outcome !== 'ran') return row.cause ?? row.reason;
  const run = runs.get(row.runId ?? '');
  return run === undefined || run.status === 'succeeded' ? null : run.reason;
}
