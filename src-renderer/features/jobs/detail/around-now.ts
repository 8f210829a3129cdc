import type { Occurrence } from '#contract/jobs.ts';

/** So many to come stand above what was. */
const nearestShown = 5;

/** What one most likely asks about: the last instant that was decided, else the next to come. Newest first. */
export function firstToAsk(occurrences: readonly Occurrence[], now: number): Occurrence | undefined {
  return occurrences[firstPast(occurrences, now)] ?? occurrences.at(-1);
}

/** What is to come is all alike: the list begins with the nearest of it. */
export function fromNearest(occurrences: readonly Occurrence[], now: number): readonly Occurrence[] {
  const past = firstPast(occurrences, now);
  return occurrences.slice(Math.max(0, (past === -1 ? occurrences.length : past) - nearestShown));
}

/** Of what is to come it may be known already that it will be left out: only the clock says what was. */
function firstPast(occurrences: readonly Occurrence[], now: number): number {
  return occurrences.findIndex(({ outcome, fireAt }) => outcome !== 'upcoming' && Date.parse(fireAt) <= now);
}
