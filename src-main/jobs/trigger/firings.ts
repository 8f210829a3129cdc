import { createHash } from 'node:crypto';
import type { Exclusions, Weekday } from '#contract/triggers.ts';
import { dayMs, firstInstantOf, toLocal, type Zone } from './local-time.ts';
import { seriesOf } from './next-instant.ts';
import type { Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** When a trigger really fires: its nominal instants without the excluded days, each a little later by its jitter. */
export interface Firings {
  readonly zone: Zone;
  /** The moments of firing, strictly increasing, within `startAt` and `endAt`. */
  readonly fires: Series;
  /** The nominal instants that fall on excluded days. */
  readonly excluded: Series;
  /** The nominal instant behind a moment of firing. */
  nominalOf(fireAt: number): number;
  /** When it fires next after the moment, counting what moves there from an excluded day after it. */
  next(after: number): number | null;
  /** Where an instant of an excluded day goes: the same local time of the next working day; null: nowhere. */
  moveOf(nominalAt: number): number | null;
}

/** Compiles a trigger; refuses a wrong expression or zone (422). */
export function firingsOf(times: TriggerTimes): Firings {
  const nominal = seriesOf(times);
  const { zone } = triggerKinds[times.kind].compile(times);
  const days = readExclusions(times.exclusions);
  const kept = days === null ? nominal : selectDays(nominal, zone, days.kept);
  const fires = times.jitterSeconds === 0 ? kept : addJitter(kept, times);
  const excluded = days === null ? noMoments : selectDays(nominal, zone, days.excluded);
  const moveOf = (nominalAt: number) => {
    if (days === null || times.exclusions?.policy !== 'next-working-day') return null;
    const local = toLocal(zone, nominalAt);
    const day = days.kept.next(dayOf(local) + 1);
    return day === null ? null : firstInstantOf(zone, day * dayMs + (local - dayOf(local) * dayMs));
  };
  return {
    zone,
    fires,
    excluded,
    moveOf,
    nominalOf: (fireAt) => (fires === kept ? fireAt : (kept.previous(fireAt) ?? fireAt)),
    next: (after) => {
      const own = fires.next(after);
      const left = excluded.next(after);
      const moved = left === null ? null : moveOf(left);
      return own === null || moved === null ? (own ?? moved) : Math.min(own, moved);
    },
  };
}

/**
 * `firingsOf` for a batch of triggers that mostly are alike: equal definitions share one answer to each question. What
 * it knows grows with every question, so it must not outlive the batch.
 */
export function shareFirings(): (times: TriggerTimes) => Firings {
  const known = new Map<string, Firings>();
  return (times) => {
    const key = definitionOf(times);
    let firings = known.get(key);
    if (firings === undefined) {
      firings = rememberAnswers(firingsOf(times));
      known.set(key, firings);
    }
    return firings;
  };
}

/** All that its moments depend on. */
function definitionOf({ createdAt, seed, jitterSeconds, exclusions, ...times }: TriggerTimes): string {
  const anchor = times.kind === 'cron' || times.kind === 'once' ? null : createdAt;
  const jitter = jitterSeconds === 0 ? null : [jitterSeconds, seed];
  return JSON.stringify([
    times.kind,
    times.expr,
    times.timezone,
    times.startAt,
    times.endAt,
    anchor,
    jitter,
    exclusions,
  ]);
}

function rememberAnswers(firings: Firings): Firings {
  const fires = rememberMoments(firings.fires);
  const excluded = firings.excluded === noMoments ? noMoments : rememberMoments(firings.excluded);
  return { ...firings, fires, excluded, next: remember(firings.next) };
}

function rememberMoments(series: Series): Series {
  return { next: remember(series.next), previous: remember(series.previous), count: series.count };
}

function remember(ask: (moment: number) => number | null): (moment: number) => number | null {
  const answers = new Map<number, number | null>();
  return (moment) => {
    let answer = answers.get(moment);
    if (answer === undefined) {
      answer = ask(moment);
      answers.set(moment, answer);
    }
    return answer;
  };
}

const noMoments: Series = { next: () => null, previous: () => null, count: () => 0 };
const weekdays: readonly Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** As many dates may be excluded (contract), and a few weeks around them. */
const mostLeaps = 6_000;

function dayOf(local: number): number {
  return Math.floor(local / dayMs);
}

/** Calendar days, as days since 1970-01-01, that were chosen. */
interface Days {
  /** The first chosen day, this one or later; null when there is none within reach. */
  next(day: number): number | null;
  /** The last chosen day, this one or earlier. */
  previous(day: number): number | null;
}

/** The days of exclusions and all others; null when nothing is excluded. */
function readExclusions(exclusions: Exclusions | null): { excluded: Days; kept: Days } | null {
  if (exclusions === null || (exclusions.dates.length === 0 && exclusions.weekdays.length === 0)) return null;
  const dates = new Set(exclusions.dates.map((date) => dayOf(Date.parse(date))));
  const sorted = [...dates].toSorted((a, b) => a - b);
  const isChosenWeekday = weekdays.map((weekday) => exclusions.weekdays.includes(weekday));
  const isOnWeekday = (day: number) => isChosenWeekday[new Date(day * dayMs).getUTCDay()] === true;
  const isExcluded = (day: number) => dates.has(day) || isOnWeekday(day);
  const walk = (day: number, step: 1 | -1, isChosen: (day: number) => boolean) => {
    for (let leaps = 0, at = day; leaps < mostLeaps; leaps += 1, at += step) if (isChosen(at)) return at;
    return null;
  };
  const excluded = (day: number, step: 1 | -1, dated: number | undefined) => {
    if (exclusions.weekdays.length === 0) return dated ?? null;
    const weekly = walk(day, step, isOnWeekday) ?? day;
    return dated === undefined || (dated - weekly) * step > 0 ? weekly : dated;
  };
  return {
    excluded: {
      next: (day) =>
        excluded(
          day,
          1,
          sorted.find((date) => date >= day),
        ),
      previous: (day) =>
        excluded(
          day,
          -1,
          sorted.findLast((date) => date <= day),
        ),
    },
    kept: {
      next: (day) => walk(day, 1, (at) => !isExcluded(at)),
      previous: (day) => walk(day, -1, (at) => !isExcluded(at)),
    },
  };
}

/** The moments of a series on chosen days of the zone; days between are leapt over. */
function selectDays(series: Series, zone: Zone, days: Days): Series {
  const dayAt = (at: number) => dayOf(toLocal(zone, at));
  const startOf = (day: number) => firstInstantOf(zone, day * dayMs);
  /** The first moment after, and the end of its day. */
  function next(after: number): { at: number; untilAt: number } | null {
    let at = series.next(after);
    for (let leaps = 0; at !== null && leaps < mostLeaps; leaps += 1) {
      const day = days.next(dayAt(at));
      if (day === null) return null;
      if (day === dayAt(at)) return { at, untilAt: startOf(day + 1) - 1 };
      at = series.next(startOf(day) - 1);
    }
    return null;
  }
  return {
    next: (after) => next(after)?.at ?? null,
    previous(upTo) {
      let at = series.previous(upTo);
      for (let leaps = 0; at !== null && leaps < mostLeaps; leaps += 1) {
        const day = days.previous(dayAt(at));
        if (day === null || day === dayAt(at)) return day === null ? null : at;
        at = series.previous(startOf(day + 1) - 1);
      }
      return null;
    },
    count(after, upTo) {
      let total = 0;
      for (let found = next(after); found !== null && found.at <= upTo; found = next(found.untilAt))
        total += series.count(found.at - 1, Math.min(upTo, found.untilAt));
      return total;
    },
  };
}

/**
 * Each firing comes later by its own share of the jitter, the same at every asking. It never reaches the next nominal
 * instant nor goes beyond `endAt`, so the order stays, and every question about firings is one about the nominal series.
 */
function addJitter(nominal: Series, { seed, jitterSeconds, endAt }: TriggerTimes): Series {
  const fireOf = (at: number) => {
    const untilNextMs = (nominal.next(at) ?? Number.POSITIVE_INFINITY) - at;
    const untilEndMs = (endAt ?? Number.POSITIVE_INFINITY) - at;
    return at + Math.floor(shareOf(seed, at) * Math.min(jitterSeconds * 1_000, untilNextMs, untilEndMs));
  };
  /** Nominal instants up to the moment that fire only after it: one or none, as firings keep the order. */
  const outstanding = (at: number) => {
    const last = nominal.previous(at);
    return last !== null && fireOf(last) > at ? 1 : 0;
  };
  return {
    next(after) {
      const last = nominal.previous(after);
      if (last !== null && fireOf(last) > after) return fireOf(last);
      const next = nominal.next(after);
      return next === null ? null : fireOf(next);
    },
    previous(upTo) {
      const last = nominal.previous(upTo);
      if (last === null) return null;
      if (fireOf(last) <= upTo) return fireOf(last);
      const before = nominal.previous(last - 1);
      return before === null ? null : fireOf(before);
    },
    count: (after, upTo) => (upTo <= after ? 0 : nominal.count(after, upTo) + outstanding(after) - outstanding(upTo)),
  };
}

/** Uniform in [0, 1), decided by seed and instant alone. */
function shareOf(seed: number, at: number): number {
  return createHash('sha256').update(`${seed} ${at}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
