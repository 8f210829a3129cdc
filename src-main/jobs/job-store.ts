import { and, asc, eq, isNotNull, isNull, min, sql } from 'drizzle-orm';
import type { Job } from '#contract/jobs.ts';
import type { TimeKind, Trigger } from '#contract/triggers.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { type Firings, firingsOf, sinceCreation } from './trigger/firings.ts';
import { isTimeDefinition } from './trigger/read-trigger.ts';
import type { TriggerTimes } from './trigger/trigger-times.ts';

export type JobRow = typeof jobs.$inferSelect;
export type TriggerRow = typeof triggers.$inferSelect;

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

/** The job of that name, in any case; `visibleTo`: only one of this owner, or that is shared. */
export function findJobByName(
  read: ReadDb,
  name: string,
  { visibleTo }: { visibleTo?: string | undefined } = {},
): JobRow | undefined {
  const job = read
    .select()
    .from(jobs)
    .where(and(eq(jobs.nameKey, name.toLowerCase()), isNull(jobs.deletedAt)))
    .get();
  const isVisible = visibleTo === undefined || job?.ownerId === visibleTo || job?.visibility === 'shared';
  return isVisible ? job : undefined;
}

/** The job's triggers as they stand, in their order. */
export function listTriggers(read: ReadDb, jobIds: string[]): TriggerRow[] {
  return triggersOfJobs(read).all({ jobIds: JSON.stringify(jobIds) });
}

/** All triggers the job has or had. */
export function listEveryTrigger(read: ReadDb, jobId: string): TriggerRow[] {
  return read.select().from(triggers).where(eq(triggers.jobId, jobId)).all();
}

/** A trigger that was not edited away. */
export function findTrigger(read: ReadDb, id: string): TriggerRow | undefined {
  return read
    .select()
    .from(triggers)
    .where(and(eq(triggers.id, id), isNull(triggers.deletedAt)))
    .get();
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
    nextAt: toInstantOrNull(earliestOf(triggerRows)),
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
  return isTimeDefinition(row);
}

/** The firings it is armed for. */
export function firingsOfTrigger(row: TimeTriggerRow, compile: typeof firingsOf = firingsOf): Firings {
  return sinceCreation(compile(toTriggerTimes(row)), row);
}

/** The same; null for an expression that was good when it was saved and is not any more. */
export function firingsIfReadable(row: TimeTriggerRow, compile?: typeof firingsOf): Firings | null {
  try {
    return firingsOfTrigger(row, compile);
  } catch (thrown) {
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}

/** The first nominal instant for which a trigger of any kind may fire at a moment or later. */
export function earliestInstantFor(row: TriggerRow, fireAt: number): number {
  const { jitterSeconds, exclusions } = row;
  if (exclusions?.policy !== 'next-working-day') return fireAt - jitterSeconds * 1_000;
  return firingsAt(row, fireAt).earliestFor(fireAt);
}

/** Jitter, excluded days and bounds of a trigger of any kind, asked for one moment. */
export function firingsAt(row: TriggerRow, at: number): Firings {
  return firingsOf({ ...row, kind: 'once', expr: toInstant(at) });
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
    .select({ at: min(triggers.nextAt) })
    .from(triggers)
    .where(isNotNull(triggers.nextAt))
    .prepare(),
);

/** When the next run of all is due; null when nothing is scheduled. */
export function findNextAt(read: ReadDb): number | null {
  return earliest(read).get()?.at ?? null;
}

/** When the next of these triggers fires; null when none will. */
export function earliestOf(triggerRows: readonly Pick<TriggerRow, 'nextAt'>[]): number | null {
  const moments = triggerRows.flatMap(({ nextAt }) => nextAt ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
}
