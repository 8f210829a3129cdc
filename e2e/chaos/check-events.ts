import { firedOutcomes } from './check-ledger.ts';
import { eventType } from './load.ts';
import { openStateFile } from './open-state-file.ts';

/**
 * Every event that was told is there once, however often its teller had to say it, and every trigger that waits for it
 * has answered once: by a row in the ledger of its own, or by the row of the batch it was collected into.
 */
export function checkEvents(dataDir: string, keys: readonly string[]): string[] {
  using state = openStateFile(dataDir);
  const events = state.all<{ id: string; key: string; matchedAt: number | null }>(
    `select id, dedupe_key as key, matched_at as matchedAt from events where type = '${eventType}' order by id`,
  );
  const problems: string[] = [];
  for (const key of keys) {
    const told = events.filter((event) => event.key === key);
    if (told.length !== 1 || told[0]?.matchedAt === null)
      problems.push(`${key} is there ${told.length} times, or no trigger was asked about it`);
  }
  const rows = state.all<{
    triggerId: string;
    isBatch: number;
    eventId: string;
    outcome: string;
    runs: number;
    covers: number;
  }>(
    `select trigger_id as triggerId, batch is not null as isBatch, event_id as eventId, outcome,
            (select count(*) from runs where runs.trigger_id = occurrences.trigger_id and runs.event_id = occurrences.event_id) as runs,
            (select coalesce(max(covers), 1) from runs where runs.id = occurrences.run_id) as covers
     from occurrences join triggers on triggers.id = trigger_id where event_id is not null`,
  );
  for (const { eventId, outcome, runs } of rows) {
    if (runs !== (firedOutcomes.includes(outcome) ? 1 : 0))
      problems.push(`event ${eventId} is ${outcome} with ${runs} runs`);
  }
  const single = rows.filter(({ isBatch }) => isBatch === 0);
  for (const { id } of events) {
    const own = single.filter(({ eventId }) => eventId === id);
    if (own.length !== 1) problems.push(`event ${id} has ${own.length} rows in the ledger of the trigger of each`);
  }
  const batched = rows.filter(({ isBatch }) => isBatch === 1).reduce((sum, { covers }) => sum + covers, 0);
  if (batched !== events.length) problems.push(`the batches hold ${batched} of ${events.length} events`);
  const [left] = state.all<{ n: number }>('select count(*) as n from collected_events where gathered_into is null');
  if (left?.n !== 0) problems.push(`${left?.n} events are collected and have not fired`);
  return problems;
}

/** Whether every event has been matched, and none is collected any more. */
export function areEventsDone(dataDir: string): boolean {
  using state = openStateFile(dataDir);
  const [left] = state.all<{ n: number }>(
    `select (select count(*) from collected_events where gathered_into is null)
      + (select count(*) from events where matched_at is null) as n`,
  );
  return left?.n === 0;
}
