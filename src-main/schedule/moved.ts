import { toInstant } from '../base/clock.ts';

/** What the ledger says of an instant whose day is excluded, and that fires on the next working day. */
export function movedTo(fireAt: number): { reason: string; cause: string } {
  return { reason: 'exclusion', cause: `its day is excluded; moved to ${toInstant(fireAt)}` };
}

/** Of one that would fire together with another. */
export function movedWith(fireAt: number): { reason: string; cause: string } {
  return { reason: 'exclusion', cause: `its day is excluded; made up by the run of ${toInstant(fireAt)}` };
}
