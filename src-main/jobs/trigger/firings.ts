import { createHash } from 'node:crypto';
import { excludeDays } from './exclude-days.ts';
import { dayMs, firstInstantOf, toLocal, type Zone } from './local-time.ts';
import { seriesOf } from './next-instant.ts';
import { emptySeries, type Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** When a trigger really fires: its nominal instants without the excluded days, each a little later by its jitter. */
export interface Firings {
  readonly zone: Zone;
  /** The moments of firing, strictly increasing, within `startAt` and `endAt`. */
  readonly fires: Series;
  /** The nominal instants, also those of excluded days. */
  readonly nominal: Series;
  /** The nominal instants that fall on excluded days. */
  readonly excluded: Series;
  /** The nominal instant behind a moment of firing. */
  nominalOf(fireAt: number): number;
  /** When it fires next after the moment, counting what moves there from an excluded day after it. */
  next(after: number): number | null;
  /** Where an instant of an excluded day goes: the same local time of the next working day; null: nowhere, as all do. */
  moveOf(nominalAt: number): number | null;
  /** The beginning of the excluded days whose instants go to the day of a moment; of that day where there are none. */
  movedFrom(at: number): number;
}

/** Compiles a trigger; refuses a wrong expression or zone (422). */
export function firingsOf(times: TriggerTimes): Firings {
  const nominal = seriesOf(times);
  const { zone } = triggerKinds[times.kind].compile(times);
  const split = times.exclusions === null ? null : excludeDays(nominal, zone, times.exclusions);
  const kept = split?.kept ?? nominal;
  const excluded = split?.excluded ?? emptySeries;
  const fires = times.jitterSeconds === 0 ? kept : addJitter(kept, times);
  const movesTo = times.exclusions?.policy === 'next-working-day' ? (split?.keptDays ?? null) : null;
  const dayAt = (at: number) => Math.floor(toLocal(zone, at) / dayMs);
  const moveOf = (nominalAt: number) => {
    if (movesTo === null) return null;
    const day = dayAt(nominalAt);
    return firstInstantOf(zone, toLocal(zone, nominalAt) + (movesTo.next(day + 1) - day) * dayMs);
  };
  return {
    zone,
    fires,
    nominal,
    excluded,
    moveOf,
    movedFrom: (at) => {
      const dayBefore = dayAt(at) - 1;
      return firstInstantOf(zone, ((movesTo?.previous(dayBefore) ?? dayBefore) + 1) * dayMs);
    },
    nominalOf: (fireAt) => (fires === kept ? fireAt : (kept.previous(fireAt) ?? fireAt)),
    next: (after) => {
      const own = fires.next(after);
      const left = movesTo === null ? null : excluded.next(after);
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
  const excluded = firings.excluded === emptySeries ? emptySeries : rememberMoments(firings.excluded);
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
