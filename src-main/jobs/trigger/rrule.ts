import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { dayMs } from '../../base/clock.ts';
import { invalid } from '../../base/errors.ts';
import { lastDay } from './calendar.ts';
import { type CalendarMoment, spanOf } from './calendar-lines.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { fireEveryPass, fireFixedTimes } from './dst-rule.ts';
import { firstInstantOf, highestLocal, makeZone, toLocal, type Zone } from './local-time.ts';
import { isFinerThanDaily } from './recurrence-days.ts';
import { recurrenceLocalTimes } from './recurrence-local-times.ts';
import { type Recurrence, readRecurrence } from './recurrence-text.ts';
import { clipSeries, exceptSpans, findNth, listedSeries, mergeSeries, type Series } from './series.ts';
import type { Timetable, TriggerKindRules, TriggerTimes } from './trigger-times.ts';

/**
 * RFC 5545 recurrence, evaluated on the wall clock; our own DST rule makes instants of it. Hourly or finer without
 * BYHOUR fires in every pass of the clock, all else names fixed local times. COUNT counts firings.
 *
 * The calculation is our own, on whole numbers: of the libraries one fires an hour early around DST and takes seconds,
 * the other throws on rules that fire seldom, and answers wrongly where BYWEEKNO or BYYEARDAY meet other parts.
 */
export const rrule: TriggerKindRules = {
  compile: (times) => compiled(toKey(times)),

  describe(times) {
    const { recurrence, zone } = readFor(times);
    return describeRecurrence(recurrence, { anchor: anchorOf(recurrence, zone, times), zone });
  },
};

/** The zone a rule names itself; null where it leaves that to its trigger. */
export function findRuleZone(expr: string): string | null {
  return readRecurrence(expr).zoneName;
}

/** Rules kept ready: a batch of claims asks each several times. */
const keptRules = 256;
const compiled = makeBoundedCache(keptRules, (key) => compileRule(fromKey(key)));

type RuleTimes = Pick<TriggerTimes, 'expr' | 'timezone' | 'startAt' | 'createdAt'>;

function toKey({ expr, timezone, startAt, createdAt }: RuleTimes): string {
  return JSON.stringify([expr, timezone, startAt, createdAt]);
}

function fromKey(key: string): RuleTimes {
  // made by `toKey` above
  const [expr, timezone, startAt, createdAt] = JSON.parse(key) as [string, string, number | null, number];
  return { expr, timezone, startAt, createdAt };
}

function readFor({ expr, timezone }: RuleTimes): { recurrence: Recurrence; zone: Zone } {
  const zone = makeZone(timezone);
  const recurrence = readRecurrence(expr);
  if (recurrence.zoneName !== null && recurrence.zoneName !== zone.name)
    throw invalid(
      'trigger.timezone',
      `${zone.name} is not ${recurrence.zoneName}, the zone of the rule; make them equal, or leave one away`,
    );
  return { recurrence, zone };
}

/** That a rule never fires is found out once. */
function compileRule(times: RuleTimes): Timetable {
  const timetable = buildTimetable(times);
  const isNever = timetable.instants.next(Number.NEGATIVE_INFINITY) === null;
  return isNever ? { zone: timetable.zone, instants: listedSeries([]), localTimes: listedSeries([]) } : timetable;
}

function buildTimetable(times: RuleTimes): Timetable {
  const { recurrence, zone } = readFor(times);
  const { rule, start, excluded, added } = recurrence;
  const anchor = anchorOf(recurrence, zone, times);
  const isEveryPass = isFinerThanDaily(rule) && rule.byHour.length === 0;
  const fire = (local: Series) => (isEveryPass ? fireEveryPass(zone, local) : fireFixedTimes(zone, local));

  // Without DTSTART an instant at the creation itself is none, just as an interval's first comes one interval later.
  const firstAt = start === null ? (times.startAt ?? times.createdAt + 1) : Number.NEGATIVE_INFINITY;
  const untilLocal = rule.until === null || rule.until.form === 'utc' ? lastLocal : spanOf(rule.until).until - 1;
  const untilAt = rule.until?.form === 'utc' ? rule.until.local : Number.POSITIVE_INFINITY;
  const all = recurrenceLocalTimes(rule, anchor, untilLocal);
  const lastAt = rule.count === null ? untilAt : findLastOf(clipSeries(fire(all), firstAt, lastLocal), rule.count);

  const local = exceptSpans(all, excluded.filter(({ form }) => form !== 'utc').map(spanOf));
  const excludedInstants = excluded.filter(({ form }) => form === 'utc').map(spanOf);
  const ruled = exceptSpans(clipSeries(fire(local), firstAt, lastAt), excludedInstants);
  const localUntil = Number.isFinite(lastAt) ? highestLocal(zone, lastAt) : lastLocal;
  const localTimes = isEveryPass ? null : clipSeries(local, anchor, localUntil);
  if (added.length === 0) return { zone, instants: ruled, localTimes };

  const isExcluded = (moment: CalendarMoment, at: number) =>
    excluded.some(({ form, local: from }) => {
      const reading = form === 'utc' ? at : toLocal(zone, at);
      const { until } = spanOf({ form, local: from });
      return (reading >= from && reading < until) || (form === moment.form && from === moment.local);
    });
  const extra = added
    .map((moment) => ({ ...moment, at: instantOf(moment, zone, anchor) }))
    .filter((moment) => ruled.previous(moment.at) !== moment.at && !isExcluded(moment, moment.at));
  const named = extra.flatMap((moment) => (moment.form === 'utc' ? [] : [readingOf(moment, anchor)]));
  const extraTimes = listedSeries(named.filter((reading) => localTimes?.previous(reading) !== reading));
  return {
    zone,
    instants: mergeSeries([ruled, listedSeries(extra.map(({ at }) => at))]),
    localTimes: localTimes === null ? (named.length === 0 ? null : extraTimes) : mergeSeries([localTimes, extraTimes]),
  };
}

const lastLocal = (lastDay + 1) * dayMs - 1;

/** The local time a rule starts from, in whole seconds as RFC 5545 has no finer ones. */
function anchorOf({ start }: Recurrence, zone: Zone, { startAt, createdAt }: RuleTimes): number {
  if (start !== null) return start.local;
  const at = startAt === null ? Math.floor(createdAt / 1_000) : Math.ceil(startAt / 1_000);
  return toLocal(zone, at * 1_000);
}

/** A COUNT that takes longer than two centuries is no limit: counting on would take long, and nobody will see its end. */
const longestCountMs = 200 * 366 * dayMs;

/** The last of so many firings; the end of time where there are fewer. */
function findLastOf(fires: Series, count: number): number {
  const first = fires.next(Number.NEGATIVE_INFINITY);
  if (first === null) return lastLocal;
  return findNth(fires, { n: count, after: first - 1, upTo: Math.min(first + longestCountMs, lastLocal) }) ?? lastLocal;
}

/** An RDATE. */
function instantOf(moment: CalendarMoment, zone: Zone, anchor: number): number {
  return moment.form === 'utc' ? moment.local : firstInstantOf(zone, readingOf(moment, anchor));
}

/** A date alone takes the time of day of DTSTART. */
function readingOf({ local, form }: CalendarMoment, anchor: number): number {
  return form === 'date' ? local + (anchor - Math.floor(anchor / dayMs) * dayMs) : local;
}
