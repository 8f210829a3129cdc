import { isDeepStrictEqual } from 'node:util';
import type { AbsenceReason, MisfireDecision } from './misfire.ts';
import type { TriggerDecision } from './plan-trigger.ts';

/** What `planTrigger` decided for one trigger of a job, and all that its runs are given. */
export interface TriggerPlan {
  readonly triggerId: string;
  readonly input: unknown;
  readonly decisions: readonly TriggerDecision[];
}

export interface FoldedPlan {
  readonly triggerId: string;
  readonly decisions: readonly FoldedDecision[];
}

/** As decided for the trigger alone, or coalesced into the catch-up of another trigger of the same job. */
export type FoldedDecision =
  | TriggerDecision
  | (Extract<MisfireDecision, { outcome: 'coalesced' }> & { readonly intoTriggerId: string });

/**
 * With `run-once` a job catches up once, not once per trigger (domain, "Policy", row `misfire`): of the triggers with
 * equal input only the latest catch-up stays, and covers what the others would have.
 */
export function foldCatchUps(plans: readonly TriggerPlan[], absence: AbsenceReason): FoldedPlan[] {
  return plans.map((plan) => {
    const rivals = plans.filter((other) => isDeepStrictEqual(other.input, plan.input) && catchUpOf(other) !== null);
    const winner = rivals.reduce<TriggerPlan | null>((best, other) => (isLater(other, best) ? other : best), null);
    const decisions = plan.decisions.map((decision): FoldedDecision => {
      if (winner === null || catchUpOf(plan) === null) return decision;
      if (decision.outcome === 'coalesced') return { ...decision, into: catchUpOf(winner)?.at ?? decision.into };
      if (decision.outcome !== 'pending' || !decision.isCatchUp) return decision;
      if (plan === winner)
        return { ...decision, covers: rivals.reduce((sum, rival) => sum + (catchUpOf(rival)?.covers ?? 0), 0) };
      const into = catchUpOf(winner)?.at ?? decision.at;
      return {
        outcome: 'coalesced',
        at: decision.at,
        untilAt: decision.at,
        count: 1,
        reason: absence,
        into,
        intoTriggerId: winner.triggerId,
      };
    });
    return { triggerId: plan.triggerId, decisions };
  });
}

function catchUpOf(plan: TriggerPlan) {
  for (const decision of plan.decisions) if (decision.outcome === 'pending' && decision.isCatchUp) return decision;
  return null;
}

function isLater(plan: TriggerPlan, best: TriggerPlan | null): boolean {
  return best === null || (catchUpOf(plan)?.at ?? 0) > (catchUpOf(best)?.at ?? 0);
}
