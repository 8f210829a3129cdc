import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { JobState, Outcome, Policy, TriggerKind } from '#contract/jobs.ts';
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
    policy: json<Policy>().notNull(),
    state: text().$type<JobState>().notNull(),
    /** Earliest armed instant of its triggers, for lists; the triggers decide. */
    nextAt: instant(),
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
    index('jobs_next').on(table.nextAt).where(sql`next_at is not null`),
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
    /** Anchor of intervals without `startAt`. */
    createdAt: instant().notNull(),
    /** Next nominal instant while armed: the job active, the trigger enabled and not exhausted. */
    nextAt: instant(),
    /** An edited-away trigger stays for its occurrences. */
    deletedAt: instant(),
  },
  (table) => [
    index('triggers_job').on(table.jobId, table.position),
    index('triggers_due').on(table.nextAt).where(sql`next_at is not null`),
    check('triggers_kind', sql`kind in ('cron', 'interval', 'once')`),
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
    /** The nominal instant; unique per trigger, so nothing fires twice whatever the clock does. */
    scheduledFor: instant().notNull(),
    fireAt: instant().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    reason: text(),
    cause: text(),
    runId: text(),
    /** A range row stands for `count` like instants from `scheduledFor` to here. */
    until: instant(),
    count: integer(),
    decidedAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex('occurrences_instant').on(table.triggerId, table.scheduledFor),
    index('occurrences_job').on(table.jobId, table.scheduledFor),
    index('occurrences_run').on(table.runId).where(sql`run_id is not null`),
    check(
      'occurrences_outcome',
      sql`outcome in ('pending', 'ran', 'skipped', 'missed', 'coalesced', 'replaced', 'cancelled')`,
    ),
  ],
);
