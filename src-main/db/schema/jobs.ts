import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { JobState, Outcome } from '#contract/jobs.ts';
import type { Policy } from '#contract/policy.ts';
import type { Batch, Exclusions, TriggerKind } from '#contract/triggers.ts';
import { agents } from './agents.ts';
import { flag, id, instant, json } from './columns.ts';
import { users } from './users.ts';

export const jobs = sqliteTable(
  'jobs',
  {
    id: id(),
    name: text().notNull(),
    nameKey: text().notNull(),
    description: text().notNull(),
    agentId: text()
      .notNull()
      .references(() => agents.id),
    input: json<unknown>(),
    /** Null: the agent's. */
    environment: text(),
    policy: json<Policy>().notNull(),
    state: text().$type<JobState>().notNull(),
    /** Who paused or ended it and why, in words; the ledger names it as the cause. */
    stateReason: text(),
    /** The breaker counts failures since then. */
    stateSince: instant(),
    snoozedUntil: instant(),
    snoozeReason: text(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    visibility: text().$type<'private' | 'shared'>().notNull(),
    tags: json<string[]>().notNull(),
    folder: text().notNull(),
    revision: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [
    uniqueIndex('jobs_name').on(table.nameKey).where(sql`deleted_at is null`),
    index('jobs_agent').on(table.agentId),
    index('jobs_owner').on(table.ownerId),
    index('jobs_active').on(table.id).where(sql`state = 'active' and deleted_at is null`),
    check('jobs_state', sql`state in ('active', 'paused', 'cancelled', 'completed')`),
    check('jobs_visibility', sql`visibility in ('private', 'shared')`),
  ],
);

export const triggers = sqliteTable(
  'triggers',
  {
    id: id(),
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    position: integer().notNull(),
    name: text(),
    kind: text().$type<TriggerKind>().notNull(),
    expr: text().notNull(),
    timezone: text().notNull(),
    enabled: flag().notNull(),
    startAt: instant(),
    endAt: instant(),
    maxRuns: integer(),
    /** Occurrences that ran; `maxRuns` counts these. */
    runsMade: integer().notNull().default(0),
    input: json<unknown>(),
    environment: text(),
    /** Each trigger has its own, so that equal ones are spread. */
    seed: integer().notNull(),
    jitterSeconds: integer().notNull().default(0),
    exclusions: json<Exclusions>(),
    filter: text(),
    debounceSeconds: integer(),
    batch: json<Batch>(),
    everySeconds: integer(),
    forSeconds: integer(),
    /** Anchor of intervals without `startAt`. */
    createdAt: instant().notNull(),
    /**
     * When the ticker has to look at it: its next instant, also one that will be left out; the end of a wait for more
     * events; the next evaluation of a condition. Null while there is nothing to decide.
     */
    dueAt: instant(),
    /** When it fires next as far as is known, for people; null while nothing is to come. */
    nextAt: instant(),
    /** Instants up to and including this one are left out, and by whose wish. */
    skipUntilAt: instant(),
    skipCode: text().$type<'skip-next' | 'paused' | 'snoozed'>(),
    skipReason: text(),
    /** Of a condition: since when it holds, and whether it has fired for that. */
    trueSince: instant(),
    hasFired: flag().notNull().default(false),
    /** An edited-away trigger stays for its occurrences. */
    deletedAt: instant(),
  },
  (table) => [
    index('triggers_job').on(table.jobId, table.position),
    index('triggers_due').on(table.dueAt).where(sql`due_at is not null`),
    index('triggers_next').on(table.nextAt, table.jobId).where(sql`next_at is not null`),
    index('triggers_unarmed')
      .on(table.jobId)
      .where(
        sql`due_at is null and enabled = 1 and deleted_at is null and kind in ('cron', 'interval', 'once', 'rrule')`,
      ),
    index('triggers_seed').on(table.seed),
    index('triggers_condition')
      .on(table.dueAt)
      .where(sql`kind = 'condition' and due_at is not null and deleted_at is null`),
    index('triggers_event').on(table.expr).where(sql`kind = 'event' and enabled = 1 and deleted_at is null`),
    check('triggers_kind', sql`kind in ('cron', 'interval', 'once', 'rrule', 'event', 'condition')`),
  ],
);

/** The ledger: what each due instant of a trigger came to, and why. */
export const occurrences = sqliteTable(
  'occurrences',
  {
    id: id(),
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    triggerId: text()
      .notNull()
      .references(() => triggers.id),
    /** The nominal instant, or when the event was told; unique per trigger and event, so nothing fires twice. */
    scheduledFor: instant().notNull(),
    /** With jitter, or moved off an excluded day. */
    fireAt: instant().notNull(),
    /** The event, or the last of a batch, that fired an event trigger. */
    eventId: text(),
    outcome: text().$type<Outcome>().notNull(),
    reason: text(),
    cause: text(),
    runId: text(),
    /** A range row stands for `count` like instants from `scheduledFor` to here. */
    until: instant(),
    count: integer(),
    /** How many like rows of the trigger in a row end here; beyond a thousand they become one range row. */
    streak: integer().notNull().default(1),
    decidedAt: instant().notNull(),
  },
  (table) => [
    // quote() makes a value of a missing event: nulls would not be equal to each other
    uniqueIndex('occurrences_once').on(table.triggerId, table.scheduledFor, sql`quote(event_id)`),
    index('occurrences_ranges').on(table.triggerId, table.scheduledFor).where(sql`until is not null`),
    index('occurrences_pending').on(table.triggerId).where(sql`outcome = 'pending'`),
    index('occurrences_deferred').on(table.fireAt).where(sql`outcome = 'pending' and run_id is null`),
    check(
      'occurrences_outcome',
      sql`outcome in ('pending', 'ran', 'skipped', 'missed', 'coalesced', 'replaced', 'cancelled')`,
    ),
  ],
);

/** "Hold everything": while one has not ended nothing is started. The rows stay, as the record of who and why. */
export const holds = sqliteTable(
  'holds',
  {
    id: id(),
    since: instant().notNull(),
    /** Ends by itself then; null: when somebody releases it. */
    until: instant(),
    reason: text().notNull(),
    heldBy: text().notNull(),
    endedAt: instant(),
    /** How it was released: what fell due in it is left out, or made up for. */
    made: text().$type<'skip' | 'catch-up'>(),
    /** When all that fell due in it was decided; null until then. */
    settledAt: instant(),
  },
  (table) => [
    uniqueIndex('holds_open').on(sql`(ended_at is null)`).where(sql`ended_at is null`),
    index('holds_released').on(table.endedAt).where(sql`ended_at is not null and settled_at is null`),
  ],
);
