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
  return {
    overlap,
    ...(overlap === 'queue' && isUntouched && triggers.some(isByEvents) && { maxQueued: mostWaiting }),
  };
}

/** Whether something that happens while it runs is never looked at again. An instant comes back; a file does not. */
export function losesEvents(
  { overlap }: Pick<Policy, 'overlap'>,
  triggers: readonly Pick<TriggerDraft, 'kind' | 'enabled'>[],
): boolean {
  return overlap === 'skip' && triggers.some((trigger) => trigger.enabled && isByEvents(trigger));
}

function isByEvents({ kind }: Pick<TriggerDraft, 'kind'>): boolean {
  return kind === 'event';
}
