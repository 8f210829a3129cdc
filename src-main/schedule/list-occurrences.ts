import { and, desc, eq, gte, lte, or } from 'drizzle-orm';
import type { Occurrence } from '#contract/jobs.ts';
import { toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { type JobRow, listTriggers, toTriggerTimes } from '../jobs/job-store.ts';
import { instantsBetween } from '../jobs/trigger/next-instant.ts';

const dayMs = 86_400_000;

/**
 * The ledger of a job, newest first: what is decided from rows, what lies ahead computed. Without bounds the last
 * 24 hours. An instant that is due this very second and not decided yet shows as upcoming.
 */
export function listOccurrences(
  read: ReadDb,
  job: JobRow,
  range: { from?: string | undefined; to?: string | undefined; limit: number; now: number },
): Occurrence[] {
  const fromAt = range.from === undefined ? range.now - dayMs : Date.parse(range.from);
  const toAt = range.to === undefined ? range.now : Date.parse(range.to);
  const ahead = listTriggers(read, [job.id]).flatMap((trigger) => {
    if (trigger.nextAt === null) return [];
    const firstAt = Math.max(fromAt, trigger.nextAt);
    const left = trigger.maxRuns === null ? range.limit : Math.min(range.limit, trigger.maxRuns - trigger.runsMade);
    return instantsBetween(toTriggerTimes(trigger), { afterAt: firstAt - 1, upToAt: toAt, limit: left }).map((at) =>
      upcoming(job.id, trigger.id, at),
    );
  });
  const decided = read
    .select()
    .from(occurrences)
    .where(
      and(
        eq(occurrences.jobId, job.id),
        or(gte(occurrences.scheduledFor, fromAt), gte(occurrences.until, fromAt)),
        lte(occurrences.scheduledFor, toAt),
      ),
    )
    .orderBy(desc(occurrences.scheduledFor))
    .limit(range.limit)
    .all();
  return [...ahead.toSorted((a, b) => (a.scheduledFor < b.scheduledFor ? 1 : -1)), ...decided.map(toOccurrence)].slice(
    0,
    range.limit,
  );
}

function upcoming(jobId: string, triggerId: string, at: number): Occurrence {
  return {
    id: null,
    jobId,
    triggerId,
    scheduledFor: toInstant(at),
    fireAt: toInstant(at),
    outcome: 'upcoming',
    reason: null,
    cause: null,
    runId: null,
  };
}

function toOccurrence(row: typeof occurrences.$inferSelect): Occurrence {
  return {
    id: row.id,
    jobId: row.jobId,
    triggerId: row.triggerId,
    scheduledFor: toInstant(row.scheduledFor),
    fireAt: toInstant(row.fireAt),
    outcome: row.outcome,
    reason: row.reason,
    cause: row.cause,
    runId: row.runId,
    ...(row.until === null ? {} : { until: toInstant(row.until) }),
    ...(row.count === null ? {} : { count: row.count }),
  };
}
