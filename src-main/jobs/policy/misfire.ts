import type { Misfire } from '#contract/policy.ts';
import { listSeries, type Series } from '../trigger/series.ts';
import { countSpan, listRows, type Span } from './span.ts';

/** Why nothing could fire. */
export type AbsenceReason = 'asleep' | 'app-off' | 'held';

export interface MisfireQuestion {
  readonly misfire: Misfire;
  /** The firings of one trigger, within its `startAt` and `endAt`. */
  readonly series: Series;
  /** Up to and including this moment everything has been decided. */
  readonly decidedUntilAt: number;
  readonly nowAt: number;
  readonly absence: AbsenceReason;
}

/**
 * One row for the ledger. `pending` is to be queued: on time, or as the catch-up of `covers` instants including its
 * own. The others say what became of `count` instants from `at` to `untilAt`.
 */
export type MisfireDecision =
  | { readonly outcome: 'pending'; readonly at: number; readonly isCatchUp: boolean; readonly covers: number }
  | {
      readonly outcome: 'coalesced';
      readonly at: number;
      readonly untilAt: number;
      readonly count: number;
      readonly reason: AbsenceReason;
      readonly into: number;
    }
  | {
      readonly outcome: 'missed';
      readonly at: number;
      readonly untilAt: number;
      readonly count: number;
      readonly reason: AbsenceReason | 'too-late';
    };

/** However long the grace, more instants than this are a misfire, not a storm of runs on time. */
const mostOnTime = 1_000;
const hourMs = 3_600_000;
const defaultWindowHours = 24;

/**
 * Decides about every instant that came due since the last decision, oldest first (domain, "Policy", row `misfire`).
 * When none is late by more than the grace, all are simply on time. Long absences cost no more than the rows they
 * leave: instants are counted, not listed.
 */
export function planMisfire(question: MisfireQuestion): MisfireDecision[] {
  const { misfire, series, decidedUntilAt, nowAt } = question;
  const latestAt = series.previous(nowAt);
  if (latestAt === null || latestAt <= decidedUntilAt) return [];

  const graceFromAt = Math.max(decidedUntilAt + 1, nowAt - misfire.graceSeconds * 1_000);
  const onTimeFromAt = findLatest({ series, after: graceFromAt - 1, upTo: nowAt }, mostOnTime);
  const late: Span = { series, after: decidedUntilAt, upTo: onTimeFromAt - 1 };
  const onTime: Span = { series, after: onTimeFromAt - 1, upTo: nowAt };
  if (countSpan(late) === 0) return fire(onTime, false);

  if (misfire.policy === 'skip') return [...miss(late, question.absence), ...fire(onTime, false)];
  const windowStartAt = Math.min(nowAt - windowMs(question, latestAt), onTimeFromAt);
  if (misfire.policy === 'run-once') return planRunOnce(question, { latestAt, windowStartAt, onTimeFromAt });
  return planRunAll(misfire.limit, late, onTime, windowStartAt);
}

/** The latest stands for all others in the window. */
function planRunOnce(
  { series, decidedUntilAt, absence }: MisfireQuestion,
  { latestAt, windowStartAt, onTimeFromAt }: { latestAt: number; windowStartAt: number; onTimeFromAt: number },
): MisfireDecision[] {
  const outsideUntilAt = Math.max(decidedUntilAt, Math.min(windowStartAt - 1, latestAt));
  const outside: Span = { series, after: decidedUntilAt, upTo: outsideUntilAt };
  if (latestAt <= outsideUntilAt) return miss(outside, 'too-late');
  const others: Span = { series, after: outsideUntilAt, upTo: latestAt - 1 };
  const made = countSpan(others);
  return [
    ...miss(outside, 'too-late'),
    ...listRows(others).map(
      (row): MisfireDecision => ({ outcome: 'coalesced', ...row, reason: absence, into: latestAt }),
    ),
    { outcome: 'pending', at: latestAt, isCatchUp: made > 0 || latestAt < onTimeFromAt, covers: made + 1 },
  ];
}

/** The latest `limit` of all run, so those on time leave fewer for the late ones. */
function planRunAll(limit: number, late: Span, onTime: Span, windowStartAt: number): MisfireDecision[] {
  const inWindow: Span = { ...late, after: Math.max(late.after, windowStartAt - 1) };
  const firstRunAt = findLatest(inWindow, limit - countSpan(onTime));
  return [
    ...miss({ ...late, upTo: firstRunAt - 1 }, 'too-late'),
    ...fire({ ...late, after: firstRunAt - 1 }, true),
    ...fire(onTime, false),
  ];
}

/**
 * How far back catching up reaches. A trigger's period is the distance from its latest instant to the next one, so
 * by default the latest instant is never too late, however rare or uneven the trigger.
 */
function windowMs({ misfire, series }: MisfireQuestion, latestAt: number): number {
  if (misfire.windowHours !== undefined) return misfire.windowHours * hourMs;
  const nextAt = series.next(latestAt);
  const previousAt = series.previous(latestAt - 1);
  const periodMs = nextAt !== null ? nextAt - latestAt : latestAt - (previousAt ?? latestAt);
  return Math.max(defaultWindowHours * hourMs, periodMs);
}

/** Where the latest `limit` instants of a span begin; just behind the span when there are none. */
function findLatest({ series, after, upTo }: Span, limit: number): number {
  let foundAt = upTo + 1;
  for (let left = limit; left > 0; left -= 1) {
    const earlier = series.previous(foundAt - 1);
    if (earlier === null || earlier <= after) break;
    foundAt = earlier;
  }
  return foundAt;
}

function fire(span: Span, isCatchUp: boolean): MisfireDecision[] {
  const instants = listSeries(span.series, { ...span, limit: Number.POSITIVE_INFINITY });
  return instants.map((at) => ({ outcome: 'pending', at, isCatchUp, covers: 1 }));
}

function miss(span: Span, reason: AbsenceReason | 'too-late'): MisfireDecision[] {
  return listRows(span).map((row) => ({ outcome: 'missed', ...row, reason }));
}
