import { and, eq, isNull } from 'drizzle-orm';
import type { WriteDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import type { RunRow } from './queue-run.ts';

/** Writes what became of the instant or event that started a run, while it is pending; of other runs there is none. */
export function settleOccurrence(
  tx: WriteDb,
  run: Pick<RunRow, 'id' | 'triggerId' | 'scheduledFor' | 'eventId'>,
  settled: Partial<Pick<typeof occurrences.$inferInsert, 'outcome' | 'reason' | 'cause' | 'decidedAt'>>,
): void {
  const { id, triggerId, scheduledFor, eventId } = run;
  if (triggerId === null || scheduledFor === null) return;
  const ofTrigger = eq(occurrences.triggerId, triggerId);
  const isOurs =
    eventId === null
      ? and(ofTrigger, eq(occurrences.scheduledFor, scheduledFor), isNull(occurrences.eventId))
      : and(ofTrigger, eq(occurrences.eventId, eventId));
  const isPending = and(eq(occurrences.runId, id), eq(occurrences.outcome, 'pending'));
  tx.update(occurrences).set(settled).where(and(isOurs, isPending)).run();
}
