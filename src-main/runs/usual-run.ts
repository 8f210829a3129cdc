import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';

/** So many runs tell what is usual. */
const lookedAt = 20;

/** How long a run of the agent takes, in milliseconds: the median of its last successes; undefined before the first. */
export function findUsualRunMs(read: ReadDb, agentId: string): number | undefined {
  const durations = read
    .select({ ms: runs.durationMs })
    .from(runs)
    .where(
      and(
        eq(runs.agentId, agentId),
        isNotNull(runs.finishedAt),
        eq(runs.status, 'succeeded'),
        isNotNull(runs.durationMs),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(lookedAt)
    .all()
    .flatMap(({ ms }) => ms ?? [])
    .toSorted((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)];
}
