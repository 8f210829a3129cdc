import { type StatusName, statusLooks } from '../../ui/status.ts';
import { countBefore } from './bin-entries.ts';
import { writeDay } from './calendar-range.ts';
import { type CalendarCrowd, type CalendarEntry, type CalendarMark, isAhead, isFailure } from './plan-calendar.ts';

/** A job that fires more often stands apart: hourly or more is a rhythm, not an appointment. */
const mostPerDay = 12;
/** As long as an instant is drawn: it is read, not measured, and 24 px high at the least (WCAG 2.5.8). */
export const drawnMs = 50 * 60_000;
const hourMs = 3_600_000;

/** Jobs with more than `most` on one of the days are a rhythm and not an appointment; the others are rare. */
export function splitOften(entries: readonly CalendarEntry[], most = mostPerDay) {
  const byJobAndDay = Map.groupBy(entries, ({ job, at }) => `${job.id} ${writeDay(new Date(at))}`);
  const jobs = new Set(
    [...byJobAndDay.values()].flatMap((ofDay) => (countOf(ofDay) > most ? (ofDay[0]?.job.id ?? []) : [])),
  );
  const { often = [], rare = [] } = Object.groupBy(entries, ({ job }) => (jobs.has(job.id) ? 'often' : 'rare'));
  return { often, rare, jobs: jobs.size };
}

/** A job with more than `most` in a day has one entry for what was and one for what is to come of it. */
export function sumUpDays(entries: readonly CalendarEntry[], most: number, now: number): readonly CalendarEntry[] {
  const partOf = ({ at, status }: CalendarEntry) => (at > now || isAhead(status) ? status : 'past');
  const groups = Map.groupBy(entries, (entry) => `${entry.job.id} ${writeDay(new Date(entry.at))} ${partOf(entry)}`);
  return [...groups]
    .flatMap(([key, group]) => {
      const [first] = group;
      const isFew = countOf(group) <= most;
      return first === undefined || isFew || group.length === 1 ? group : [sumUp(key, first, group)];
    })
    .sort((a, b) => a.at - b.at);
}

/** What a counted entry stands for, by the hours it falls into: as many entries as hours. */
export function spreadHours(entry: CalendarEntry): readonly CalendarEntry[] {
  if (entry.count === 1) return [entry];
  const parts: CalendarEntry[] = [];
  for (let hour = startOfHour(entry.at); hour <= entry.until; hour += hourMs) {
    const count = countBefore(entry, hour + hourMs) - countBefore(entry, hour);
    if (count === 0) continue;
    parts.push({
      ...entry,
      ...{ key: `${entry.key} ${hour}`, count },
      ...{ at: Math.max(entry.at, hour), until: Math.min(entry.until, hour + hourMs - 1) },
      ...{ failed: entry.failed === 0 ? 0 : count, left: entry.left === 0 ? 0 : count },
    });
  }
  return parts;
}

/** Where more than `mostAbreast` would stand beside each other, the fullest hours have one mark for all of theirs. */
export function crowdHours(entries: readonly CalendarEntry[], mostAbreast: number): readonly CalendarMark[] {
  const hours = Map.groupBy(entries, ({ at }) => startOfHour(at));
  const full = new Set([...hours].flatMap(([hour, { length }]) => (length > mostAbreast ? [hour] : [])));
  for (let isFound = true; isFound; ) {
    const overfull = [...hours.keys()].find((hour) => !full.has(hour) && abreastIn(hour) > mostAbreast);
    isFound = overfull !== undefined;
    if (overfull === undefined) break;
    // What reaches over from the hour before is half of the crowd, or all of it
    const before = overfull - hourMs;
    full.add(!full.has(before) && sizeOf(before) > sizeOf(overfull) ? before : overfull);
  }
  return [...hours].flatMap(([hour, ofHour]): readonly CalendarMark[] =>
    full.has(hour) && ofHour.length > 1
      ? [toCrowd(`hour ${hour}`, { at: hour, until: hour + hourMs }, ofHour)]
      : ofHour,
  );

  function sizeOf(hour: number): number {
    return hours.get(hour)?.length ?? 0;
  }

  /** How many are drawn beside each other at the fullest moment of an hour that is not one mark. */
  function abreastIn(hour: number): number {
    const reaching = full.has(hour - hourMs) ? [] : (hours.get(hour - hourMs) ?? []);
    const drawn = [...reaching, ...(hours.get(hour) ?? [])];
    return Math.max(
      0,
      ...drawn.map(({ at }) => drawn.filter((each) => each.at <= at && each.at + drawnMs > at).length),
    );
  }
}

/** The `most` that are to be seen of a day, in their order: what failed before all others. */
export function chooseShown(entries: readonly CalendarEntry[], most: number): readonly CalendarEntry[] {
  const isBad = ({ failed }: CalendarEntry) => Number(failed > 0);
  return entries
    .toSorted((a, b) => isBad(b) - isBad(a) || a.at - b.at)
    .slice(0, most)
    .sort((a, b) => a.at - b.at);
}

/** All of them as one mark. */
export function toCrowd(
  key: string,
  { at, until }: { at: number; until: number },
  members: readonly CalendarEntry[],
): CalendarCrowd {
  return { key, at, until, members, ...totalsOf(members) };
}

function sumUp(key: string, first: CalendarEntry, all: readonly CalendarEntry[]): CalendarEntry {
  return {
    ...first,
    ...totalsOf(all),
    key,
    reason: all.every(({ reason }) => reason === first.reason) ? first.reason : null,
    at: Math.min(...all.map(({ at }) => at)),
    until: Math.max(...all.map(({ until }) => until)),
    runId: null,
    movable: null,
  };
}

function totalsOf(all: readonly CalendarEntry[]) {
  return {
    status: statusOfAll(all),
    count: countOf(all),
    failed: sum(all.map(({ failed }) => failed)),
    left: sum(all.map(({ left }) => left)),
  };
}

/** One failure stands for all; else what goes on, then what became of most that is over, last what is to come. */
function statusOfAll(all: readonly CalendarEntry[]): StatusName {
  const statuses = all.map(({ status }) => status);
  const over = all.filter(({ status }) => !isAhead(status));
  const counts = Map.groupBy(over, ({ status }) => status);
  const [most] = [...counts].toSorted(([, a], [, b]) => countOf(b) - countOf(a));
  return (
    statuses.find(isFailure) ??
    statuses.find((status) => ['run', 'wait'].includes(statusLooks[status].tone)) ??
    most?.[0] ??
    statuses[0] ??
    'upcoming'
  );
}

function countOf(entries: readonly CalendarEntry[]): number {
  return sum(entries.map(({ count }) => count));
}

function startOfHour(at: number): number {
  return new Date(at).setMinutes(0, 0, 0);
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
