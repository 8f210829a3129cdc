import { toInstant } from '../base/clock.ts';
import type { AbsenceReason } from '../jobs/policy/misfire.ts';

/** Why nothing could fire for a while, and since when. */
export interface Absence {
  readonly reason: AbsenceReason;
  /** For the ledger: from when to when, or who held everything; null where nobody knows. */
  readonly cause: string | null;
  /** What is late by less is on time, however small the grace of its job. */
  readonly leastGraceMs: number;
}

/** Where nothing can be late. */
export const nobodyAway: Absence = { reason: 'asleep', cause: null, leastGraceMs: 0 };

/** The ticker is at work: what fell due since its last look is on time, whatever the grace of its job. */
export function sinceLook(lookedAt: number, now: number): Absence {
  return { ...nobodyAway, leastGraceMs: Math.max(0, now - lookedAt) };
}

/** Nobody looked between these moments; `from` is null where that is not known. */
export function away(reason: 'asleep' | 'app-off', { from, to }: { from: number | null; to: number }): Absence {
  const what = reason === 'asleep' ? 'nothing looked' : 'Automa was off';
  const cause = from === null ? null : `${what} from ${toInstant(from)} to ${toInstant(to)}`;
  return { reason, cause, leastGraceMs: 0 };
}
