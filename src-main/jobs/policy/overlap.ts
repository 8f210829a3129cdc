import type { Policy } from '#contract/policy.ts';

/** A live run of the key, as far as overlap goes. */
export interface LiveRun {
  readonly id: string;
  readonly status: string;
  /** Set once it has been asked to end. */
  readonly cancelRequestedAt: number | null;
}

/**
 * What becomes of a due occurrence while runs of its key are live (domain, "Policy", row `overlap`): it is queued,
 * in the place of `replaces`; or there is no run, for a reason. `live` is in order of age.
 */
export function planOverlap(question: {
  policy: Pick<Policy, 'overlap' | 'maxQueued'>;
  live: readonly LiveRun[];
  maxConcurrent: number;
}): { replaces: readonly string[] } | { reason: 'overlap' | 'queue-full'; cause: string } {
  const { policy, live, maxConcurrent } = question;
  const [oldest] = live;
  if (oldest === undefined || live.length < maxConcurrent || policy.overlap === 'allow') return { replaces: [] };
  if (policy.overlap === 'skip') return { reason: 'overlap', cause: `run ${oldest.id} was still ${wordOf(oldest)}` };
  if (policy.overlap === 'replace') {
    const giving = live.filter(({ cancelRequestedAt }) => cancelRequestedAt === null);
    return { replaces: giving.slice(0, Math.max(0, giving.length - maxConcurrent + 1)).map(({ id }) => id) };
  }
  const waiting = live.filter(({ status }) => status === 'queued');
  if (waiting.length < policy.maxQueued) return { replaces: [] };
  return { reason: 'queue-full', cause: `${waiting.length} already waiting, the first is run ${waiting[0]?.id}` };
}

function wordOf({ status }: LiveRun): string {
  return { queued: 'waiting', 'retry-wait': 'waiting to be tried again' }[status] ?? 'going on';
}
