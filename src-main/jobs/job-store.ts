import { and, asc, eq, isNotNull, isNull, min, or, sql } from 'drizzle-orm';
import type { Job, JobState } from '#contract/jobs.ts';
import { type TimeKind, type Trigger, type TriggerKind, timeKinds } from '#contract/triggers.ts';
import type { Principal } from '../access/principal.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import { decodeCursor, encodeCursor } from '../base/cursor.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import type { TriggerTimes } from './trigger/trigger-times.ts';

export type JobRow = typeof jobs.$inferSelect;
export type TriggerRow = typeof triggers.$inferSelect;

export interface JobFilter {
  limit: number;
  cursor?: string | undefined;
  state?: JobState | undefined;
  agentId?: string | undefined;
  createdBy?: string | undefined;
  kind?: TriggerKind | undefined;
  tag?: string | undefined;
  folder?: string | undefined;
  q?: string | undefined;
  sort: 'name' | 'nextAt' | 'createdAt';
}

const jobById = prepared((read: ReadDb) =>
  read
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, parameter('id')), isNull(jobs.deletedAt)))
    .prepare(),
);
const triggersOfJobs = prepared((read: ReadDb) =>
  read
    .select()
    .from(triggers)
    .where(
      and(
        sql`${triggers.jobId} in (select value from json_each(${sql.placeholder('jobIds')}))`,
        isNull(triggers.deletedAt),
      ),
    )
    .orderBy(asc(triggers.jobId), asc(triggers.position))
    .prepare(),
);

export function findJob(read: ReadDb, id: string): JobRow | undefined {
  return jobById(read).get({ id });
}

export function findJobByName(read: ReadDb, name: string): JobRow | undefined {
  return read
    .select()
    .from(jobs)
    .where(and(eq(jobs.nameKey, name.toLowerCase()), isNull(jobs.deletedAt)))
    .get();
}

/** The job's triggers as they stand, in their order. */
export function listTriggers(read: ReadDb, jobIds: string[]): TriggerRow[] {
  return triggersOfJobs(read).all({ jobIds: JSON.stringify(jobIds) });
}

/** A trigger that was not edited away. */
export function findTrigger(read: ReadDb, id: string): TriggerRow | undefined {
  return read
    .select()
    .from(triggers)
    .where(and(eq(triggers.id, id), isNull(triggers.deletedAt)))
    .get();
}

// Jobs without a next instant come last, so that keyset paging has a value to compare
const farFuture = 9e15;
const sortKeys = {
  name: sql`${jobs.nameKey}`,
  nextAt: sql`coalesce(${jobs.nextAt}, ${farFuture})`,
  createdAt: sql`${jobs.createdAt}`,
};

/** Jobs the principal may see. */
export function listJobs(
  read: ReadDb,
  principal: Principal,
  filter: JobFilter,
): { items: Job[]; nextCursor: string | null } {
  const key = sortKeys[filter.sort];
  const after = decodeCursor(filter.cursor);
  const rows = read
    .select()
    .from(jobs)
    .where(
      and(
        isNull(jobs.deletedAt),
        principal.isAdmin ? undefined : or(eq(jobs.ownerId, principal.userId), eq(jobs.visibility, 'shared')),
        filter.state === undefined ? undefined : eq(jobs.state, filter.state),
        filter.agentId === undefined ? undefined : eq(jobs.agentId, filter.agentId),
        filter.createdBy === undefined ? undefined : eq(jobs.ownerId, filter.createdBy),
        filter.folder === undefined ? undefined : eq(jobs.folder, filter.folder),
        filter.q === undefined ? undefined : sql`instr(${jobs.nameKey}, ${filter.q.toLowerCase()}) > 0`,
        filter.tag === undefined
          ? undefined
          : sql`exists (select 1 from json_each(${jobs.tags}) where value = ${filter.tag})`,
        filter.kind === undefined
          ? undefined
          : sql`exists (select 1 from ${triggers} where ${triggers.jobId} = ${jobs.id} and ${triggers.deletedAt} is null and ${triggers.kind} = ${filter.kind})`,
        after === undefined ? undefined : sql`(${key}, ${jobs.id}) > (${after[0]}, ${after[1]})`,
      ),
    )
    .orderBy(key, jobs.id)
    .limit(filter.limit + 1)
    .all();
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  const positionOf = (row: JobRow) =>
    filter.sort === 'name' ? row.nameKey : filter.sort === 'createdAt' ? row.createdAt : (row.nextAt ?? farFuture);
  return {
    items: toJobs(read, shown),
    nextCursor: rows.length > filter.limit && last !== undefined ? encodeCursor([positionOf(last), last.id]) : null,
  };
}

function toJobs(read: ReadDb, rows: JobRow[]): Job[] {
  const byJob = Map.groupBy(
    listTriggers(
      read,
      rows.map(({ id }) => id),
    ),
    ({ jobId }) => jobId,
  );
  return rows.map((row) => toJob(row, byJob.get(row.id) ?? []));
}

export function toJob(row: JobRow, triggerRows: TriggerRow[]): Job {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    agentId: row.agentId,
    triggers: triggerRows.map(toTrigger),
    ...(row.input === null ? {} : { input: row.input }),
    environment: row.environment,
    policy: row.policy,
    state: row.state,
    stateReason: row.stateReason,
    snoozedUntil: toInstantOrNull(row.snoozedUntil),
    nextAt: toInstantOrNull(row.nextAt),
    owner: row.ownerId,
    visibility: row.visibility,
    tags: row.tags,
    folder: row.folder,
    createdBy: row.ownerId,
    createdAt: toInstant(row.createdAt),
    updatedAt: toInstant(row.updatedAt),
  };
}

/** A trigger whose instants can be computed. */
export type TimeTriggerRow = TriggerRow & { kind: TimeKind };

export function isTimeTrigger(row: TriggerRow): row is TimeTriggerRow {
  return (timeKinds as readonly string[]).includes(row.kind);
}

/** What the pure calculations need of a trigger. */
export function toTriggerTimes(row: TimeTriggerRow): TriggerTimes {
  const { kind, expr, timezone, startAt, endAt, createdAt, seed, jitterSeconds, exclusions } = row;
  return { kind, expr, timezone, startAt, endAt, createdAt, seed, jitterSeconds, exclusions };
}

function toTrigger(row: TriggerRow): Trigger {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    expr: row.expr,
    timezone: row.timezone,
    enabled: row.enabled,
    startAt: toInstantOrNull(row.startAt),
    endAt: toInstantOrNull(row.endAt),
    maxRuns: row.maxRuns,
    jitterSeconds: row.jitterSeconds,
    exclusions: row.exclusions,
    ...(row.input === null ? {} : { input: row.input }),
    environment: row.environment,
    filter: row.filter,
    debounceSeconds: row.debounceSeconds,
    batch: row.batch,
    everySeconds: row.everySeconds,
    forSeconds: row.forSeconds,
    nextAt: toInstantOrNull(row.nextAt),
  };
}

/** Names of the jobs that use an agent. */
export function listJobsOfAgent(read: ReadDb, agentId: string): string[] {
  const rows = read
    .select({ name: jobs.name })
    .from(jobs)
    .where(and(eq(jobs.agentId, agentId), isNull(jobs.deletedAt)))
    .all();
  return rows.map(({ name }) => name);
}

const earliest = prepared((read: ReadDb) =>
  read
    .select({ at: min(jobs.nextAt) })
    .from(jobs)
    .where(isNotNull(jobs.nextAt))
    .prepare(),
);

/** When the next run of all is due; null when nothing is scheduled. */
export function findNextAt(read: ReadDb): number | null {
  return earliest(read).get()?.at ?? null;
}
