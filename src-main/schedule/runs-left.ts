import type { ReadDb } from '../db/database.ts';
import type { TriggerRow } from '../jobs/job-store.ts';
import { countPending } from './occurrence-store.ts';

/** How many more runs `maxRuns` allows, beyond those that ran and those that wait to; without one there is no end. */
export function runsLeft(read: ReadDb, { id, maxRuns, runsMade }: TriggerRow): number {
  return maxRuns === null ? Number.POSITIVE_INFINITY : Math.max(0, maxRuns - runsMade - countPending(read, id));
}

/** Why a firing finds none left although not all have run: the last ones wait to. */
export function whyNoneLeft({ maxRuns }: Pick<TriggerRow, 'maxRuns'>): { reason: string; cause: string } {
  return { reason: 'max-runs', cause: `the last of ${maxRuns} runs waits already` };
}
