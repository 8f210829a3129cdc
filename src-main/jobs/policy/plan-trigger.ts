import type { Misfire } from '#contract/policy.ts';
import type { Firings } from '../trigger/firings.ts';
import type { Gate } from './gate.ts';
import { type AbsenceReason, type MisfireDecision, planMisfire } from './misfire.ts';
import { listRows, type SpanRow } from './span.ts';

/** Everything that can become of the firings of one trigger; moments in the time of firing. */
export type TriggerDecision =
  | MisfireDecision
  | ({ readonly outcome: 'skipped'; readonly reason: string; readonly cause: string | null } & SpanRow)
  /** An instant of an excluded day that fires on the next working day instead. */
  | { readonly outcome: 'moved'; readonly at: number; readonly toAt: number }
  /** One that would fire together with an instant the trigger has anyway. */
  | { readonly outcome: 'merged'; readonly at: number; readonly toAt: number };

/**
 * Decides about all that came due since the last decision, oldest first within each kind of answer: instants of
 * excluded days, what a pause, a snooze, a skip or a hold lets pass, and of the rest what misfire makes of it.
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
  for (const { untilAt, reason, cause } of gates) {
    const upTo = Math.min(untilAt, nowAt);
    if (upTo <= openAt) continue;
    for (const row of listRows({ series: firings.fires, after: openAt, upTo }))
      decisions.push({ outcome: 'skipped', ...row, reason, cause });
    openAt = upTo;
  }
  decisions.push(...planMisfire({ misfire, series: firings.fires, decidedUntilAt: openAt, nowAt, absence }));
  return decisions;
}

function listExcluded(firings: Firings, range: { after: number; upTo: number }): TriggerDecision[] {
  return listRows({ series: firings.excluded, ...range }).map((row): TriggerDecision => {
    const toAt = row.count === 1 ? firings.moveOf(row.at) : null;
    if (toAt === null) return { outcome: 'skipped', ...row, reason: 'exclusion', cause: 'its day is excluded' };
    const ownAt = firings.fires.next(toAt - 1);
    const isOwn = ownAt !== null && firings.nominalOf(ownAt) === toAt;
    return { outcome: isOwn ? 'merged' : 'moved', at: row.at, toAt };
  });
}
