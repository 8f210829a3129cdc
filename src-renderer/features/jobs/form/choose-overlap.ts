import { defaultPolicy, type Policy } from '#contract/policy.ts';
import type { TriggerDraft } from './trigger-draft.ts';

/** As many as may wait: each of them is something that happened, and would be lost. */
const mostWaiting = 100;

/**
 * What becomes of the policy when it is chosen what to do while another run goes on. With one place to wait, the second
 * of three files is never looked at: where events start it and nobody has set a limit, the largest is proposed.
 */
export function chooseOverlap(
  overlap: Policy['overlap'],
  policy: Policy,
  triggers: readonly Pick<TriggerDraft, 'kind'>[],
): Partial<Policy> {
  const isUntouched = policy.maxQueued === defaultPolicy.maxQueued;
  const isByEvents = triggers.some(({ kind }) => kind === 'event');
  return { overlap, ...(overlap === 'queue' && isUntouched && isByEvents && { maxQueued: mostWaiting }) };
}
