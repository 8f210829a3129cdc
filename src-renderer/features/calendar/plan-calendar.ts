import type { Job } from '#contract/jobs.ts';
import type { CalendarItem } from '#contract/scheduler.ts';
import { type StatusName, statusLooks } from '../../ui/status.ts';
import { type CalendarRange, nextDay, writeDay } from './calendar-range.ts';
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
  runId: string | null;
  /** The trigger, where it fires this once and the firing can be moved. */
  movable: string | null;
}

/** Entries that are drawn as one, because there is no room for each. */
export interface CalendarCrowd {
  key: string;
  at: number;
  status: StatusName;
  count: number;
  failed: number;
  members: readonly CalendarEntry[];
}

export type CalendarMark = CalendarEntry | CalendarCrowd;

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

/** A job with more than `mostPerDay` in a day has one entry for that day; `folded` are those, `single` the others. */
export function foldDays(entries: readonly CalendarEntry[], mostPerDay: number) {
  const single: CalendarEntry[] = [];
  const folded: CalendarEntry[] = [];
  for (const ofDay of Map.groupBy(entries, ({ job, at }) => `${job.id} ${writeDay(new Date(at))}`).values()) {
    const [first] = ofDay;
    const count = sum(ofDay.map((entry) => entry.count));
    if (first === undefined || (count <= mostPerDay && count === ofDay.length)) single.push(...ofDay);
    else folded.push(sumUp(first, ofDay));
  }
  const byTime = (a: CalendarEntry, b: CalendarEntry) => a.at - b.at;
  return { single: single.sort(byTime), folded: folded.sort(byTime) };
}

/** Hours of a day with more than `mostPerHour` entries have one mark for all of them. */
export function crowdHours(entries: readonly CalendarEntry[], mostPerHour: number): readonly CalendarMark[] {
  const hours = Map.groupBy(entries, ({ at }) => new Date(at).setMinutes(0, 0, 0));
  return [...hours].flatMap(([at, ofHour]): readonly CalendarMark[] =>
    ofHour.length <= mostPerHour ? ofHour : [toCrowd(`hour ${at}`, at, ofHour)],
  );
}

/** All of them as one mark. */
export function toCrowd(key: string, at: number, members: readonly CalendarEntry[]): CalendarCrowd {
  return {
    key,
    at,
    status: worstOf(members.map(({ status }) => status)),
    count: sum(members.map(({ count }) => count)),
    failed: sum(members.map(({ failed }) => failed)),
    members,
  };
}

/** How much falls into one hour of a day. */
export interface HourBin {
  ran: number;
  failed: number;
  /** Skipped, missed, cancelled and the like. */
  left: number;
  ahead: number;
}

/** The hours of a day of the viewer; what one entry stands for is spread from its first to its last. */
export function binHours(entries: readonly CalendarEntry[]): readonly HourBin[] {
  const bins = Array.from({ length: 24 }, (): HourBin => ({ ran: 0, failed: 0, left: 0, ahead: 0 }));
  for (const entry of entries) {
    const first = new Date(entry.at).getHours();
    const last = Math.max(first, new Date(entry.until).getHours());
    for (let hour = first; hour <= last; hour++) {
      const share = entry.count / (last - first + 1);
      const bin = bins[hour];
      if (bin !== undefined) bin[kindOf(entry.status)] += share;
    }
  }
  return bins;
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
      parts.push({ ...entry, key: `${entry.key} ${at}`, at, until, count, failed: entry.failed === 0 ? 0 : count });
    if (end > to.getTime()) break;
    at = end;
  }
  return parts;
}

function sumUp(first: CalendarEntry, all: readonly CalendarEntry[]): CalendarEntry {
  return {
    ...first,
    key: `${first.job.id} ${writeDay(new Date(first.at))}`,
    status: worstOf(all.map(({ status }) => status)),
    reason: all.every(({ reason }) => reason === first.reason) ? first.reason : null,
    at: Math.min(...all.map(({ at }) => at)),
    until: Math.max(...all.map(({ until }) => until)),
    count: sum(all.map(({ count }) => count)),
    failed: sum(all.map(({ failed }) => failed)),
    runId: null,
    movable: null,
  };
}

/** One failure colours all; else what goes on, then what is to come, then that it went well. */
function worstOf(statuses: readonly StatusName[]): StatusName {
  const isLive = (status: StatusName) => statusLooks[status].tone === 'run' || statusLooks[status].tone === 'wait';
  return (
    statuses.find(isFailure) ??
    statuses.find(isLive) ??
    statuses.find((status) => status === 'upcoming') ??
    statuses.find((status) => status === 'succeeded') ??
    statuses[0] ??
    'upcoming'
  );
}

function isFailure(status: StatusName): boolean {
  return status === 'failed' || status === 'timed-out' || status === 'lost';
}

/** Whether it has not happened yet. */
export function isAhead(status: StatusName): boolean {
  return status === 'upcoming' || status === 'paused';
}

function kindOf(status: StatusName): keyof HourBin {
  if (isFailure(status)) return 'failed';
  if (isAhead(status)) return 'ahead';
  return statusLooks[status].tone === 'skip' ? 'left' : 'ran';
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
