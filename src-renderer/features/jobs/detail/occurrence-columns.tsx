import { Link } from '@tanstack/react-router';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatExact } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { sayReason, sayReasonCode } from '../../../lib/say-reason.ts';
import type { Column } from '../../../ui/data-list/column.ts';
import { Duration } from '../../../ui/duration.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import styles from './job-detail.module.css';
import { keyOf, sayMoment, statusOf } from './occurrence-marks.ts';
import { RunMentions } from './why/run-mentions.tsx';

interface Context {
  jobId: string;
  runs: ReadonlyMap<string, Run>;
  now: number;
}

interface Columns extends Omit<Context, 'jobId'> {
  job: Job;
  /** The one that is being explained. */
  chosen: string | undefined;
}

/** The columns of the ledger: how it went, when it was due, how long it took, why. */
export function occurrenceColumns({ job, runs, now, chosen }: Columns): readonly Column<Occurrence>[] {
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
        const zone = job.triggers.find(({ id }) => id === row.triggerId)?.timezone;
        const moment = <time title={formatExact(at, zone)}>{sayMoment(at, now)}</time>;
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
      cell: (row) => {
        const why = sayWhy(row, { runs, now });
        return (
          <span title={why}>
            <RunMentions text={why} jobId={job.id} runs={runs} />
          </span>
        );
      },
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

interface OccurrenceInTwoLinesProps extends Context {
  occurrence: Occurrence;
}

export function OccurrenceInTwoLines({ occurrence, jobId, runs, now }: OccurrenceInTwoLinesProps) {
  return (
    <div className={styles.compact}>
      <StatusBadge status={statusOf(occurrence, runs)} isQuiet />
      <span className="t2 xs">{sayMoment(Date.parse(occurrence.scheduledFor), now)}</span>
      <span className="t3 xs ellipsis">
        <RunMentions text={sayWhy(occurrence, { runs, now })} jobId={jobId} runs={runs} />
      </span>
    </div>
  );
}

/** In short: how many, where it moved to, what was in the way. */
function sayWhy(row: Occurrence, { runs, now }: Pick<Context, 'runs' | 'now'>): string {
  const parts = [saySpan(row, now), sayShift(row, now), sayCause(row, { runs, now })];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

/** A range row stands for many like it. */
function saySpan({ count, until }: Occurrence, now: number): string | null {
  if (count === undefined) return null;
  return until === undefined
    ? t('job.times', { n: count })
    : t('job.times-until', { n: count, until: sayMoment(Date.parse(until), now) });
}

/** Moved off an excluded day, or later by its jitter. */
function sayShift({ scheduledFor, fireAt, outcome }: Occurrence, now: number): string | null {
  if (fireAt === scheduledFor || outcome === 'coalesced') return null;
  return t('job.fires-at', { time: sayMoment(Date.parse(fireAt), now) });
}

function sayCause(row: Occurrence, { runs, now }: Pick<Context, 'runs' | 'now'>): string | null {
  const say = (text: string) => sayReason(text, (at) => sayMoment(at, now));
  if (row.outcome === 'ran') {
    const run = runs.get(row.runId ?? '');
    return run === undefined || run.status === 'succeeded' || run.reason === null ? null : say(run.reason);
  }
  // Where it moved to is said already.
  if (row.reason === 'exclusion' && row.outcome !== 'coalesced') return sayReasonCode(row.reason);
  if (row.cause !== null) return say(row.cause);
  return row.reason === null ? null : sayReasonCode(row.reason);
}
