/** What a condition trigger remembers between two evaluations. */
export interface ConditionState {
  /** Since when it holds; null while it does not. Epoch milliseconds. */
  readonly trueSince: number | null;
  /** Whether it has fired for that. */
  readonly hasFired: boolean;
}

/**
 * Fires on the rising edge, once it has held for as long as asked, and again only after it was false (domain,
 * "Triggers"). A condition that holds when it is first looked at has risen.
 */
export function nextEdge(
  before: ConditionState,
  seen: { holds: boolean; now: number; forSeconds: number | null },
): ConditionState & { readonly fires: boolean } {
  if (!seen.holds) return { trueSince: null, hasFired: false, fires: false };
  const trueSince = Math.min(before.trueSince ?? seen.now, seen.now); // a clock that was set back must not make it wait
  const hasHeld = seen.now - trueSince >= (seen.forSeconds ?? 0) * 1_000;
  return { trueSince, hasFired: before.hasFired || hasHeld, fires: hasHeld && !before.hasFired };
}
