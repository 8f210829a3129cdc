import { and, isNotNull, sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { ChangeFeed } from '../base/changes.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { runs } from '../db/schema/runs.ts';
import type { LogStore } from './log/log-store.ts';

const over = prepared((read: ReadDb) =>
  read
    .select({ id: runs.id })
    .from(runs)
    .where(and(sql`${runs.id} in (select value from json_each(${sql.placeholder('ids')}))`, isNotNull(runs.finishedAt)))
    .prepare(),
);

/**
 * The log of a run that is over is over too, whichever way the run ended: after its last attempt, cancelled while it
 * waited, never started. Whoever follows it is let go. Answers how to stop.
 */
export function completeLogs({
  audit,
  logs,
  changes,
  logger,
}: {
  audit: Audit;
  logs: LogStore;
  changes: ChangeFeed;
  logger: Logger;
}): () => void {
  return changes.listen((news) => {
    const changed = news.flatMap(({ topic, id }) => (topic === 'runs' && id !== null ? [id] : []));
    if (changed.length === 0) return;
    for (const { id } of over(audit.read).all({ ids: JSON.stringify(changed) })) {
      try {
        completeLog(logs, id);
      } catch (thrown) {
        logger.error({ run: id, error: coerceError(thrown) }, 'the log of a run that is over could not be ended');
      }
    }
  });
}

/** Ends the log of a run that is over; for the one whose process died between the two. */
export function completeLog(logs: LogStore, runId: string): void {
  const { complete } = logs.page({ runId, from: Number.MAX_SAFE_INTEGER, limit: 1 });
  if (!complete) logs.complete(runId);
}
