import { and, isNotNull, isNull } from 'drizzle-orm';
import type { Hold } from '#contract/scheduler.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { holds } from '../db/schema/jobs.ts';

export type HoldRow = typeof holds.$inferSelect;
/** One that was released, while the ticker has not decided yet about all that fell due meanwhile. */
export type ReleasedHold = HoldRow & { endedAt: number };

const openHold = prepared((read: ReadDb) => read.select().from(holds).where(isNull(holds.endedAt)).prepare());
const releasedHold = prepared((read: ReadDb) =>
  read
    .select()
    .from(holds)
    .where(and(isNotNull(holds.endedAt), isNull(holds.settledAt)))
    .prepare(),
);

/** The hold that was not released yet, also one whose time is over: nothing starts before that was noticed. */
export function findHold(read: ReadDb): HoldRow | undefined {
  return openHold(read).get();
}

export function findReleasedHold(read: ReadDb): ReleasedHold | undefined {
  const hold = releasedHold(read).get();
  return hold === undefined || hold.endedAt === null ? undefined : { ...hold, endedAt: hold.endedAt };
}

export function toHold({ since, until, reason, heldBy }: HoldRow): Hold {
  return { since: toInstant(since), until: toInstantOrNull(until), reason, by: heldBy };
}
