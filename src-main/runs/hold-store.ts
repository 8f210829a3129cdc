import { isNull } from 'drizzle-orm';
import type { Hold } from '#contract/scheduler.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { holds } from '../db/schema/jobs.ts';

export type HoldRow = typeof holds.$inferSelect;

const openHold = prepared((read: ReadDb) => read.select().from(holds).where(isNull(holds.endedAt)).prepare());

/** The hold that was not released yet, also one whose time is over: until somebody settles it, nothing starts. */
export function findHold(read: ReadDb): HoldRow | undefined {
  return openHold(read).get();
}

export function toHold({ since, until, reason, heldBy }: HoldRow): Hold {
  return { since: toInstant(since), until: toInstantOrNull(until), reason, by: heldBy };
}
