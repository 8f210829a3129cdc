import { and, eq } from 'drizzle-orm';
import type { Outcome } from '#contract/jobs.ts';
import type { WriteDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import type { RunRow } from './queue-run.ts';

/** Writes what became of the instant or event that started a run, as long as it is `from`; of other runs there is none. */
export function settleOccurrence(
  tx: WriteDb,
  run: Pick<RunRow, 'id' | 'triggerId' | 'scheduledFor'>,
  settled: Partial<Pick<typeof occurrences.$inferInsert, 'outcome' | 'reason' | 'cause' | 'decidedAt'>>,
  { from }: { from: Outcome } = { from: 'pending' },
): void {
  const { id, triggerId, scheduledFor } = run;
  if (triggerId === null || scheduledFor === null) return;
  const isThen = and(eq(occurrences.triggerId, triggerId), eq(occurrences.scheduledFor, scheduledFor));
  const isStill = and(eq(occurrences.runId, id), eq(occurrences.outcome, from));
  tx.update(occurrences).set(settled).where(and(isThen, isStill)).run();
}
