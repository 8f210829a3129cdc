import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Retry } from '#contract/policy.ts';
import type { Executor, Profile } from '#contract/profile.ts';
import type { OriginReason, ReasonCode, RunStatus } from '#contract/runs.ts';
import { flag, instant, json } from './columns.ts';
import { trees } from './scripts.ts';
import { users } from './users.ts';

const isOver = sql`finished_at is not null`;

export const runs = sqliteTable(
  'runs',
  {
    id: text().primaryKey(),
    jobId: text(),
    agentId: text(),
    scriptId: text(),
    scriptVersion: integer(),
    status: text().$type<RunStatus>().notNull(),
    /** Why it waits, or how it ended, in words. */
    reason: text(),
    code: text().$type<ReasonCode>(),
    originReason: text().$type<OriginReason>().notNull(),
    triggerId: text(),
    scheduledFor: instant(),
    /** The event, or the last of a batch, that started it. */
    eventId: text(),
    /** Of the events it causes. */
    eventDepth: integer().notNull().default(0),
    requestedBy: text(),
    title: text().notNull(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    visibility: text().$type<'private' | 'shared'>().notNull(),

    /** Snapshots: what an edit of job, agent or script afterwards does not change. */
    treeSha256: text()
      .notNull()
      .references(() => trees.sha256),
    args: json<string[]>().notNull(),
    input: json<unknown>(),
    config: json<Record<string, unknown>>().notNull(),
    environment: text().notNull(),
    timezone: text().notNull(),
    profile: json<Profile>().notNull(),
    retry: json<Retry>().notNull(),
    timeoutSeconds: integer().notNull(),
    killGraceSeconds: integer().notNull(),
    wantedImageDigest: text(),

    /** 1 is most urgent; ages one step per `agingSeconds` of waiting. */
    priority: integer().notNull(),
    agingSeconds: integer().notNull().default(300),
    /** Runs of one key take turns; null: no turn taking. */
    concurrencyKey: text(),
    /** How many of its key may be live besides those queued. */
    maxConcurrent: integer().notNull().default(1),
    /** A start with the same key within the policy's window is this run. */
    dedupeKey: text(),
    /** Not claimed while the machine is on battery. */
    waitsForPower: flag().notNull().default(false),
    queuedAt: instant().notNull(),
    /** Not claimed before this instant: the queueing, or the end of a retry's wait. */
    readyAt: instant().notNull(),
    /** How long it may wait, once it is its turn, before it fails as not started. */
    startWithinSeconds: integer().notNull().default(3_600),
    /** Since when it waits for that: the queueing, or what it had to wait for before (see `waiting-clock.ts`). */
    waitsSince: instant().notNull().default(0),
    cancelRequestedAt: instant(),
    cancelReason: text(),
    /** The run that took its place. */
    replacedBy: text(),

    attempt: integer().notNull().default(0),
    startedAt: instant(),
    finishedAt: instant(),
    durationMs: integer(),
    exitCode: integer(),
    executor: text().$type<Executor>(),
    imageDigest: text(),
    unenforced: json<string[]>().notNull(),
    warnings: json<string[]>().notNull(),
    progressFraction: real(),
    progressText: text(),
    result: json<unknown>(),
    logLines: integer().notNull().default(0),
    logBytes: integer().notNull().default(0),
    covers: integer(),
    /** When retention deleted its log and artifacts. */
    purgedAt: instant(),
  },
  (table) => [
    // History: each run enters these once, when it is over
    index('runs_job').on(table.jobId, sql`id desc`, table.status).where(isOver),
    index('runs_agent').on(table.agentId, sql`id desc`, table.status).where(isOver),
    index('runs_script').on(table.scriptId, sql`id desc`, table.status).where(isOver),
    index('runs_owner').on(table.ownerId, sql`id desc`).where(isOver),
    index('runs_shared').on(table.id).where(sql`finished_at is not null and visibility = 'shared'`),
    index('runs_status').on(table.status, sql`id desc`).where(isOver),
    index('runs_origin').on(table.originReason, sql`id desc`).where(isOver),
    // What retention has not looked through yet, or keeps
    index('runs_whole').on(table.jobId, sql`id desc`).where(sql`finished_at is not null and purged_at is null`),
    // What is not over is little, and is looked through
    index('runs_live').on(table.concurrencyKey, table.id).where(sql`finished_at is null`),
    index('runs_begun')
      .on(table.concurrencyKey, table.status)
      .where(sql`status in ('starting', 'running', 'retry-wait')`),
    index('runs_waiting').on(table.readyAt).where(sql`status in ('queued', 'retry-wait')`),
    index('runs_dedupe').on(table.dedupeKey, table.queuedAt).where(sql`dedupe_key is not null`),
    index('runs_event').on(table.eventId).where(sql`event_id is not null`),
    check('runs_visibility', sql`visibility in ('private', 'shared')`),
    check(
      'runs_status',
      sql`status in ('queued', 'starting', 'running', 'retry-wait', 'succeeded', 'failed', 'timed-out', 'cancelled', 'lost')`,
    ),
    check(
      'runs_finished',
      sql`(finished_at is not null) = (status in ('succeeded', 'failed', 'timed-out', 'cancelled', 'lost'))`,
    ),
  ],
);

export const attempts = sqliteTable(
  'attempts',
  {
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    /** Names the control lines of this attempt. */
    nonce: text().notNull(),
    /** Container or process; committed before the script is let go. */
    boxId: text(),
    executor: text().$type<Executor>(),
    startedAt: instant(),
    finishedAt: instant(),
    exitCode: integer(),
    outcome: text().$type<'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'lost'>(),
    code: text().$type<ReasonCode>(),
    reason: text(),
    oomKilled: flag().notNull().default(false),
    peakMemoryBytes: integer(),
    cpuSeconds: real(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.number] }),
    check('attempts_outcome', sql`outcome in ('succeeded', 'failed', 'timed-out', 'cancelled', 'lost')`),
  ],
);

/** Finished runs per hour of their end, kept in the transaction that ends a run; dashboards read this. */
export const runHours = sqliteTable(
  'run_hours',
  {
    /** Hours since 1970 UTC. */
    hour: integer().notNull(),
    status: text().$type<RunStatus>().notNull(),
    /** Floor of log2 of the duration in milliseconds, for percentiles. */
    durationBucket: integer().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.status, table.durationBucket] })],
);
