import type { Occurrence } from '#contract/jobs.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import type { HoldRow } from '../runs/hold-store.ts';
import { causeOf } from './hold.ts';

/** What will become of a firing, as things stand. It stays the same up to where a gate or the hold ends, and up to now. */
export function foresee(
  gate: Gate | undefined,
  hold: HoldRow | undefined,
  { fireAt, now }: { fireAt: number; now: number },
): Pick<Occurrence, 'outcome' | 'reason' | 'cause'> {
  if (gate !== undefined && gate.reason !== 'paused')
    return { outcome: 'skipped', reason: gate.reason, cause: gate.cause };
  if (gate !== undefined) return { outcome: 'upcoming', reason: gate.reason, cause: gate.cause };
  if (hold !== undefined && (fireAt <= now || fireAt <= (hold.until ?? Number.POSITIVE_INFINITY)))
    return { outcome: fireAt <= now ? 'pending' : 'upcoming', reason: 'held', cause: causeOf(hold) };
  return { outcome: 'upcoming', reason: null, cause: null };
}
