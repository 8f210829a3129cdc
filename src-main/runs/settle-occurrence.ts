import { and, eq } from 'drizzle-orm';
import type { WriteDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import type { RunRow } from './queue-run.ts';

/** Writes what became of the instant or event that started a run, while it is pending; of other runs there is none. */
export function settleOccurrence(
  tx: WriteDb,
  run: Pick<RunRow, 'id' | 'triggerId' | 'scheduledFor'>,
  settled: Partial<Pick<typeof occurrences.$inferInsert, 'outcome' | 'reason' | 'cause' | 'decidedAt'>>,
): void {
  const { id, triggerId, scheduledFor } = run;
  if (triggerId === null || scheduledFor === null) return;
  const isThen = and(eq(occurrences.triggerId, triggerId), eq(occurrences.scheduledFor, scheduledFor));
  const isPending = and(eq(occurrences.runId, id), eq(occurrences.outcome, 'pending'));
  tx.update(occurrences).set(settled).where(and(isThen, isPending)).run();
}
