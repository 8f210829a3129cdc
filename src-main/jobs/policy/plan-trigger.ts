import type { Misfire } from '#contract/policy.ts';
import type { Firings } from '../trigger/firings.ts';
import { endOfDay } from '../trigger/local-time.ts';
import type { Gate } from './gate.ts';
import { type AbsenceReason, type MisfireDecision, planMisfire } from './misfire.ts';
import { listRows, type SpanRow } from './span.ts';

/** Everything that can become of the firings of one trigger; moments in the time of firing, of excluded days nominal. */
export type TriggerDecision =
  | MisfireDecision
  | ({ readonly outcome: 'skipped' | 'cancelled'; readonly reason: string; readonly cause: string | null } & SpanRow);

/**
 * Decides about all that came due since the last decision, oldest first within each kind of answer: instants of
 * excluded days that fire nowhere, what a pause, a snooze, a skip or a hold lets pass, and of the rest what misfire makes of it.
 */
export function planTrigger(question: {
  firings: Firings;
  gates: readonly Gate[];
  misfire: Misfire;
  /** Up to and including this moment everything has been decided. */
  decidedUntilAt: number;
  nowAt: number;
  absence: AbsenceReason;
}): TriggerDecision[] {
  const { firings, gates, misfire, decidedUntilAt, nowAt, absence } = question;
  const decisions: TriggerDecision[] = listExcluded(firings, { after: decidedUntilAt, upTo: nowAt });
  let openAt = decidedUntilAt;
  for (const { untilAt, reason, cause, outcome = 'skipped' } of gates) {
    const upTo = Math.min(untilAt, nowAt);
    if (upTo <= openAt) continue;
    for (const row of listRows({ series: firings.fires, after: openAt, upTo }))
      decisions.push({ outcome, ...row, reason, cause });
    openAt = upTo;
  }
  decisions.push(...planMisfire({ misfire, series: firings.fires, decidedUntilAt: openAt, nowAt, absence }));
  return decisions;
}

function listExcluded(firings: Firings, range: { after: number; upTo: number }): TriggerDecision[] {
  const rows = firings.isMoving ? listUnmoved(firings, range) : listRows({ series: firings.excluded, ...range });
  return rows.map((row) => ({ outcome: 'skipped', ...row, reason: 'exclusion', cause: 'its day is excluded' }));
}

/** All of a day moves or nothing, but for the last one, of which some may lie too late. */
function listUnmoved({ zone, excluded, moveOf }: Firings, { after, upTo }: { after: number; upTo: number }): SpanRow[] {
  const rows: SpanRow[] = [];
  for (let at = excluded.next(after); at !== null && at <= upTo; ) {
    const endAt = Math.min(upTo, endOfDay(zone, at));
    if (moveOf(at) === null) rows.push(...listRows({ series: excluded, after: at - 1, upTo: endAt }));
    at = excluded.next(endAt);
  }
  return rows;
}
