import { createHash } from 'node:crypto';
import { dayMs } from '../../base/clock.ts';
import { excludeDays } from './exclude-days.ts';
import type { Zone } from './local-time.ts';
import { longestMoveDays, moveDays, type Outstanding } from './move-days.ts';
import { emptySeries, exceptSpans, type Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

/**
 * When a trigger really fires: its nominal instants, those of excluded days left out or moved to the next working day,
 * each a little later by its jitter.
 */
export interface Firings {
  readonly zone: Zone;
  /** The moments of firing, strictly increasing, within `startAt` and `endAt`. */
  readonly fires: Series;
  /** The nominal instants that fall on excluded days. */
  readonly excluded: Series;
  /** Whether instants of excluded days move; else they fire nowhere. */
  readonly isMoving: boolean;
  /** The nominal instants behind a moment of firing. */
  originOf(fireAt: number): Origin;
  /** The moment of firing to which an instant of an excluded day moves; null: nowhere. */
  moveOf(nominalAt: number): number | null;
  /** The first nominal instant for which it may fire at a moment or later. */
  earliestFor(fireAt: number): number;
  /** The nominal instants up to this moment that fire after it, each with its moment: delayed by jitter, or moved. */
  outstandingAt(at: number): Outstanding[];
}

/** A firing stands for its own instant, or for the last one that was moved there; it makes up for the others. */
export interface Origin {
  readonly nominalAt: number;
  readonly isMoved: boolean;
  /** Of excluded days, ascending. */
  readonly others: readonly number[];
}

/** Compiles a trigger; refuses a wrong expression or zone (422). */
export function firingsOf(times: TriggerTimes): Firings {
  const nominal = seriesOf(times);
  const { zone, localTimes } = triggerKinds[times.kind].compile(times);
  const { exclusions, endAt } = times;
  const split = exclusions === null ? null : excludeDays(nominal, zone, exclusions);
  const isMoving = exclusions?.policy === 'next-working-day';
  const moved = split !== null && isMoving ? moveDays(split, { zone, localTimes, endAt }) : null;
  const kept = split?.kept ?? nominal;
  const due = moved?.all ?? kept;
  const hasJitter = times.jitterSeconds > 0;
  const fires = hasJitter ? addJitter(due, times) : due;
  /** Jitter never reaches the next moment, so the first firing from a due moment on is its own. */
  const fireOf = (dueAt: number) => fires.next(dueAt - 1) ?? dueAt;

  function originOf(fireAt: number): Origin {
    const dueAt = hasJitter ? (due.previous(fireAt) ?? fireAt) : fireAt;
    const others = moved?.movedTo(dueAt) ?? [];
    const last = others.at(-1);
    if (last === undefined || kept.next(dueAt - 1) === dueAt) return { nominalAt: dueAt, isMoved: false, others };
    return { nominalAt: last, isMoved: true, others: others.slice(0, -1) };
  }

  /** The last due moment up to this one, where its jitter has it fire only afterwards. */
  function listDelayed(at: number): Outstanding[] {
    const last = hasJitter ? due.previous(at) : null;
    const fireAt = last === null ? at : fireOf(last);
    if (fireAt <= at) return [];
    const { nominalAt, others } = originOf(fireAt);
    return [...others, nominalAt].map((each) => ({ nominalAt: each, fireAt }));
  }

  return {
    zone,
    fires,
    excluded: split?.excluded ?? emptySeries,
    isMoving,
    originOf,
    moveOf(nominalAt) {
      const dueAt = moved?.moveOf(nominalAt) ?? null;
      return dueAt === null ? null : fireOf(dueAt);
    },
    earliestFor(fireAt) {
      const dueAt = fireAt - times.jitterSeconds * 1_000;
      return Math.min(dueAt, moved?.earliestFor(dueAt) ?? dueAt);
    },
    outstandingAt: (at) => [
      ...listDelayed(at),
      ...(moved?.outstandingAt(at) ?? []).map(({ nominalAt, fireAt }) => ({ nominalAt, fireAt: fireOf(fireAt) })),
    ],
  };
}

/** A firing is at most so much later than its instant: moved, and by the jitter of a day. */
const longestShiftMs = (longestMoveDays + 2) * dayMs;

/**
 * Those of a trigger from when it was made or its expression changed. What was due before does not come after it: not
 * at 08:07 for an 08:00 that had passed, nor on Monday for the Saturday before.
 */
export function sinceCreation(
  firings: Firings,
  { createdAt, jitterSeconds }: Pick<TriggerTimes, 'createdAt' | 'jitterSeconds'>,
): Firings {
  if (jitterSeconds === 0 && !firings.isMoving) return firings;
  const { fires, outstandingAt, originOf } = firings;
  let known: Series | undefined;
  /** Moments of firing that stand for nothing that came after its making. */
  const listFiresOfPast = () => {
    const late = new Set(outstandingAt(createdAt).map(({ fireAt }) => fireAt));
    return [...late].filter((fireAt) => originOf(fireAt).nominalAt <= createdAt);
  };
  const without = () => {
    known ??= exceptSpans(
      fires,
      listFiresOfPast().map((at) => ({ from: at, until: at + 1 })),
    );
    return known;
  };
  const untilAt = createdAt + longestShiftMs;
  const isNear = (found: number | null) => found !== null && found > createdAt && found <= untilAt;
  return {
    ...firings,
    fires: {
      next(after) {
        const found = fires.next(after);
        return isNear(found) ? without().next(after) : found;
      },
      previous(upTo) {
        const found = fires.previous(upTo);
        return isNear(found) ? without().previous(upTo) : found;
      },
      count: (after, upTo) => (upTo > createdAt && after < untilAt ? without() : fires).count(after, upTo),
    },
    outstandingAt: (at) => outstandingAt(at).filter(({ nominalAt }) => nominalAt > createdAt),
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
  return { ...firings, fires, excluded };
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
