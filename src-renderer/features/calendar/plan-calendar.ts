import type { Job } from '#contract/jobs.ts';
import type { CalendarItem } from '#contract/scheduler.ts';
import { type StatusName, statusLooks } from '../../ui/status.ts';
import { type CalendarRange, nextDay } from './calendar-range.ts';
import { colourOf } from './job-colour.ts';

/** A firing, or several like ones of a job within a day of the viewer. */
export interface CalendarEntry {
  key: string;
  job: Pick<Job, 'id' | 'name'>;
  /** Distinguishes jobs that are to come; one of six (tokens.css `--am-job-*`). */
  colour: number;
  status: StatusName;
  /** Why it did not, or will not, as planned: the ledger's code. */
  reason: string | null;
  at: number;
  /** The last of those it stands for. */
  until: number;
  count: number;
  failed: number;
  /** Of those, the ones that were left out: skipped, missed and the like. */
  left: number;
  runId: string | null;
  /** The trigger, where it fires this once and the firing can be moved. */
  movable: string | null;
}

/** Entries that are drawn as one, because there is no room for each. */
export interface CalendarCrowd {
  key: string;
  at: number;
  /** Up to here; of an hour its end. */
  until: number;
  status: StatusName;
  count: number;
  failed: number;
  left: number;
  members: readonly CalendarEntry[];
}

export type CalendarMark = CalendarEntry | CalendarCrowd;

/** Shows a mark in full, beside where it stands. */
export type OpenMark = (mark: CalendarMark, beside: HTMLElement) => void;

type NamedJob = Pick<Job, 'id' | 'name' | 'triggers'>;

export function isCrowd(mark: CalendarMark): mark is CalendarCrowd {
  return 'members' in mark;
}

/** What the core told, as entries of the viewer's days within the range, oldest first. */
export function planCalendar(
  items: readonly CalendarItem[],
  jobs: readonly NamedJob[],
  range: CalendarRange,
): readonly CalendarEntry[] {
  const known = new Map(jobs.map((job) => [job.id, job]));
  return items
    .flatMap((item) => {
      const found = known.get(item.jobId);
      return found === undefined ? [] : splitByDay(toEntry(item, found), range);
    })
    .sort((a, b) => a.at - b.at);
}

function toEntry(item: CalendarItem, job: NamedJob): CalendarEntry {
  const at = Date.parse(item.at);
  const status = statusOf(item);
  const count = item.count ?? 1;
  const trigger = job.triggers.find(({ id }) => id === item.triggerId);
  const isMovable = trigger?.kind === 'once' && item.outcome === 'upcoming' && item.reason !== 'exclusion';
  return {
    key: `${item.triggerId} ${at} ${item.runId ?? ''} ${item.outcome} ${item.runStatus ?? ''}`,
    job: { id: job.id, name: job.name },
    colour: colourOf(job.id),
    status,
    reason: item.reason,
    at,
    until: item.until === undefined ? at : Date.parse(item.until),
    count,
    failed: isFailure(status) ? count : 0,
    left: isLeft(status) ? count : 0,
    runId: item.runId,
    movable: isMovable ? item.triggerId : null,
  };
}

/** A firing that got a run is as its run is; what is to come of a paused job is paused. */
function statusOf({ outcome, reason, runStatus }: CalendarItem): StatusName {
  if (runStatus !== null && (outcome === 'ran' || outcome === 'pending') && isStatus(runStatus)) return runStatus;
  return outcome === 'upcoming' && reason === 'paused' ? 'paused' : outcome;
}

function isStatus(word: string): word is StatusName {
  return Object.hasOwn(statusLooks, word);
}

/** The parts of an entry that lie in the days of the range; each has its share of the count. */
function splitByDay(entry: CalendarEntry, { from, to }: CalendarRange): CalendarEntry[] {
  if (entry.count === 1) return entry.at >= from.getTime() && entry.at < to.getTime() ? [entry] : [];
  const spanMs = Math.max(1, entry.until - entry.at);
  const parts: CalendarEntry[] = [];
  for (let at = entry.at; at <= entry.until; ) {
    const end = nextDay(new Date(at)).getTime();
    const until = Math.min(entry.until, end - 1);
    const isWhole = at === entry.at && until === entry.until;
    const count = isWhole ? entry.count : Math.max(1, Math.round((entry.count * (until - at)) / spanMs));
    if (at >= from.getTime() && at < to.getTime())
      parts.push({
        ...entry,
        ...{ key: `${entry.key} ${at}`, at, until, count },
        ...{ failed: entry.failed === 0 ? 0 : count, left: entry.left === 0 ? 0 : count },
      });
    if (end > to.getTime()) break;
    at = end;
  }
  return parts;
}

export function isFailure(status: StatusName): boolean {
  return status === 'failed' || status === 'timed-out' || status === 'lost';
}

/** Whether nothing ran of it, or what ran was not let to its end. */
export function isLeft(status: StatusName): boolean {
  return statusLooks[status].tone === 'skip' && !isAhead(status);
}

/** Whether it has not happened yet. */
export function isAhead(status: StatusName): boolean {
  return status === 'upcoming' || status === 'paused';
}
