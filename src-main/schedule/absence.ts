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

/** Looks that follow each other within this are the ticker at work, not an absence; it looks every second at most. */
const betweenLooksMs = 2_000;

/** The time since the last look of this process, or of the one before it (`app-off`). */
export function absenceSince(
  lookedAt: number | null,
  { now, reason }: { now: number; reason: 'asleep' | 'app-off' },
): Absence {
  if (lookedAt === null) return { reason, cause: null, leastGraceMs: 0 };
  const awayMs = now - lookedAt;
  const what = reason === 'asleep' ? 'nothing looked' : 'Automa was off';
  return {
    reason,
    cause: `${what} from ${toInstant(lookedAt)} to ${toInstant(now)}`,
    leastGraceMs: reason === 'asleep' && awayMs <= betweenLooksMs ? awayMs : 0,
  };
}
