import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Retry } from '#contract/policy.ts';
import type { Profile } from '#contract/profile.ts';
import { finalStatuses, type OriginReason } from '#contract/runs.ts';
import type { Transaction } from '../audit/audit.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { runs } from '../db/schema/runs.ts';

export type RunRow = typeof runs.$inferSelect;

/** Everything a run is made of, frozen at the moment it is queued. Moments are epoch milliseconds. */
export interface RunRequest {
  title: string;
  jobId: string | null;
  agentId: string | null;
  scriptId: string | null;
  scriptVersion: number | null;
  treeSha256: string;
  args: string[];
  input: unknown;
  config: Record<string, unknown>;
  environment: string;
  timezone: string;
  profile: Profile;
  retry: Retry;
  timeoutSeconds: number;
  killGraceSeconds: number;
  startWithinSeconds: number;
  wantedImageDigest: string | null;
  priority: number;
  agingSeconds: number;
  /** Runs of one key take turns; null takes none. */
  concurrencyKey: string | null;
  /** How many of its key may be live at once. */
  maxConcurrent: number;
  /** Accepted starts with the same key are told of this run; null: none are. */
  dedupeKey: string | null;
  /** Waits while the machine is on battery. */
  waitsForPower: boolean;
  origin: RunOrigin;
  ownerId: string;
  visibility: 'private' | 'shared';
  /** A catch-up stands for this many instants, its own included. */
  covers: number | null;
}

/** What started a run. */
export interface RunOrigin {
  reason: OriginReason;
  triggerId: string | null;
  scheduledFor: number | null;
  requestedBy: string | null;
  /** The event that fired its trigger; `depth` is that of the events the run will cause. */
  event: { id: string; depth: number } | null;
}

/** The origin of what no trigger started. */
export const withoutTrigger = { triggerId: null, scheduledFor: null, event: null };

const placeholder = sql.placeholder;
const insertRun = prepared((tx: WriteDb) =>
  tx
    .insert(runs)
    .values({
      id: placeholder('id'),
      jobId: placeholder('jobId'),
      agentId: placeholder('agentId'),
      scriptId: placeholder('scriptId'),
      scriptVersion: placeholder('scriptVersion'),
      status: 'queued',
      originReason: placeholder('originReason'),
      triggerId: placeholder('triggerId'),
      scheduledFor: placeholder('scheduledFor'),
      eventId: placeholder('eventId'),
      eventDepth: placeholder('eventDepth'),
      requestedBy: placeholder('requestedBy'),
      title: placeholder('title'),
      ownerId: placeholder('ownerId'),
      visibility: placeholder('visibility'),
      treeSha256: placeholder('treeSha256'),
      args: placeholder('args'),
      input: placeholder('input'),
      config: placeholder('config'),
      environment: placeholder('environment'),
      timezone: placeholder('timezone'),
      profile: placeholder('profile'),
      retry: placeholder('retry'),
      timeoutSeconds: placeholder('timeoutSeconds'),
      killGraceSeconds: placeholder('killGraceSeconds'),
      wantedImageDigest: placeholder('wantedImageDigest'),
      priority: placeholder('priority'),
      agingSeconds: placeholder('agingSeconds'),
      concurrencyKey: placeholder('concurrencyKey'),
      maxConcurrent: placeholder('maxConcurrent'),
      dedupeKey: placeholder('dedupeKey'),
      waitsForPower: placeholder('waitsForPower'),
      queuedAt: placeholder('queuedAt'),
      readyAt: placeholder('queuedAt'),
      startWithinSeconds: placeholder('startWithinSeconds'),
      waitsSince: placeholder('queuedAt'),
      covers: placeholder('covers'),
      unenforced: [],
      warnings: [],
    })
    .prepare(),
);

/** Puts a run into the queue; answers its id. The worker hears of it after the commit. */
export function queueRun(
  { tx, changed }: Pick<Transaction, 'tx' | 'changed'>,
  request: RunRequest,
  { now, id = newId(now) }: { now: number; id?: string },
): string {
  const { origin, ...snapshot } = request;
  insertRun(tx).run({
    ...snapshot,
    id,
    input: snapshot.input ?? null,
    originReason: origin.reason,
    triggerId: origin.triggerId,
    scheduledFor: origin.scheduledFor,
    eventId: origin.event?.id ?? null,
    eventDepth: origin.event?.depth ?? 0,
    requestedBy: origin.requestedBy,
    queuedAt: now,
  });
  changed('runs', id);
  return id;
}

const liveOfKey = prepared((read: ReadDb) =>
  read
    .select({ id: runs.id, status: runs.status, cancelRequestedAt: runs.cancelRequestedAt })
    .from(runs)
    .where(and(eq(runs.concurrencyKey, parameter('key')), isNull(runs.finishedAt)))
    .orderBy(runs.id)
    .prepare(),
);

/** The live runs of a key, oldest first: queued, starting, running or waiting to be tried again. */
export function listLiveOfKey(read: ReadDb, key: string) {
  return liveOfKey(read).all({ key });
}

/** Live runs of a key give way to another: those that wait end when the worker looks, the others are to be stopped. */
export function markReplaced(
  { tx, changed }: Pick<Transaction, 'tx' | 'changed'>,
  runIds: readonly string[],
  { by, reason, now }: { by: string; reason: string; now: number },
): void {
  for (const id of runIds) {
    tx.update(runs).set({ cancelRequestedAt: now, cancelReason: reason, replacedBy: by }).where(eq(runs.id, id)).run();
    changed('runs', id);
  }
}

const deduplicating = prepared((read: ReadDb) =>
  read
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.dedupeKey, parameter('key')),
        gt(runs.queuedAt, parameter('after')),
        sql`not (${runs.status} = 'cancelled' and ${runs.startedAt} is null)`,
      ),
    )
    .orderBy(desc(runs.queuedAt))
    .prepare(),
);

/** The latest run of the same dedupe key accepted after the moment, whatever became of it once it had started. */
export function findDuplicate(read: ReadDb, { key, after }: { key: string; after: number }): RunRow | undefined {
  return deduplicating(read).get({ key, after });
}

export function isFinal(status: RunRow['status']): boolean {
  return (finalStatuses as readonly string[]).includes(status);
}
