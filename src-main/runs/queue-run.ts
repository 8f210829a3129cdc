import { and, count, eq, isNull, sql } from 'drizzle-orm';
import type { Retry } from '#contract/jobs.ts';
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
  /** Runs of one key take turns; null takes none. */
  concurrencyKey: string | null;
  origin: { reason: OriginReason; triggerId: string | null; scheduledFor: number | null; requestedBy: string | null };
  ownerId: string;
  visibility: 'private' | 'shared';
  /** A catch-up stands for this many instants, its own included. */
  covers: number | null;
}

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
      concurrencyKey: placeholder('concurrencyKey'),
      queuedAt: placeholder('queuedAt'),
      readyAt: placeholder('queuedAt'),
      startBy: placeholder('startBy'),
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
  const { origin, startWithinSeconds, ...snapshot } = request;
  insertRun(tx).run({
    ...snapshot,
    id,
    input: snapshot.input ?? null,
    originReason: origin.reason,
    triggerId: origin.triggerId,
    scheduledFor: origin.scheduledFor,
    requestedBy: origin.requestedBy,
    queuedAt: now,
    startBy: now + startWithinSeconds * 1_000,
  });
  changed('runs', id);
  return id;
}

const liveOfKey = prepared((read: ReadDb) =>
  read
    .select({ id: runs.id, queuedAt: runs.queuedAt, startedAt: runs.startedAt })
    .from(runs)
    .where(and(eq(runs.concurrencyKey, parameter('key')), isNull(runs.finishedAt)))
    .orderBy(runs.id)
    .prepare(),
);

/** The oldest live run of a key: queued, starting, running or waiting to be tried again. */
export function findLiveOfKey(read: ReadDb, key: string) {
  return liveOfKey(read).get({ key });
}

export function countWaitingOfKey(read: ReadDb, key: string): number {
  const waiting = and(eq(runs.concurrencyKey, key), eq(runs.status, 'queued'));
  return read.select({ n: count() }).from(runs).where(waiting).get()?.n ?? 0;
}

export function isFinal(status: RunRow['status']): boolean {
  return (finalStatuses as readonly string[]).includes(status);
}
