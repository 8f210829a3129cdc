import { and, eq, isNull, sql } from 'drizzle-orm';
import type { JobInput } from '#contract/jobs.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import { AppError, invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { collectedEvents } from '../db/schema/events.ts';
import { triggers } from '../db/schema/jobs.ts';
import { listTriggers, type TriggerRow } from './job-store.ts';
import { firingsOf } from './trigger/firings.ts';
import { readTrigger, type TriggerDefinition } from './trigger/read-trigger.ts';
import { readTimezone } from './trigger/read-trigger-times.ts';

interface JobKey {
  jobId: string;
  now: number;
  defaultTimezone: string;
}

/** The triggers a request means: its list, or the one of the short form; undefined leaves them as they are. */
export function toTriggerInputs(input: Pick<JobInput, 'triggers' | 'schedule'>): TriggerInput[] | undefined {
  if (input.schedule === undefined) return input.triggers;
  if (input.triggers !== undefined) throw invalid('schedule', 'send either schedule (one trigger) or triggers');
  return [{ ...input.schedule, enabled: true }];
}

const highestSeed = prepared((read: ReadDb) =>
  read
    .select({ seed: sql<number | null>`max(${triggers.seed})` })
    .from(triggers)
    .prepare(),
);

/** The seed a trigger saved now would get: a sequence, so that a preview shows the very instants. */
export function nextSeed(read: ReadDb): number {
  return (highestSeed(read).get()?.seed ?? 0) + 1;
}

/**
 * Replaces a job's triggers. Those that stay are matched by id, else by equal kind, expression and zone, and keep
 * their identity, anchor, seed and counts; edited ones take effect from now. Refuses what can never fire.
 */
export function saveTriggers(tx: WriteDb, inputs: readonly TriggerInput[], key: JobKey): void {
  const present = listTriggers(tx, [key.jobId]);
  const taken = new Set<string>();
  inputs.forEach((input, position) => {
    const free = present.filter(({ id }) => !taken.has(id));
    const match = atTrigger(position, () => findMatch(free, input, key));
    const definition = atTrigger(position, () =>
      readTrigger(input, {
        defaultTimezone: key.defaultTimezone,
        createdAt: match?.createdAt ?? key.now,
        seed: match?.seed ?? nextSeed(tx),
      }),
    );
    const isEdited = match === undefined || !keepsCourse(match, definition);
    const row = {
      ...definition,
      // an interval given anew counts from now
      createdAt: match !== undefined && isSame(match, definition) ? match.createdAt : key.now,
      position,
      name: input.name ?? null,
      enabled: input.enabled,
      maxRuns: input.maxRuns ?? null,
      input: input.input ?? null,
      environment: input.environment ?? null,
      ...(isEdited ? { dueAt: null, skipUntilAt: null, trueSince: null, hasFired: false } : {}),
    };
    if (match === undefined && neverFires(row, key.now))
      throw invalid(`triggers.${position}.expr`, `${JSON.stringify(input.expr)} never fires from now on`);
    if (match === undefined) {
      const id = newId(key.now);
      tx.insert(triggers)
        .values({ ...row, id, jobId: key.jobId })
        .run();
      return;
    }
    taken.add(match.id);
    const isFlushed = isEdited && settleCollected(tx, match.id, row);
    tx.update(triggers)
      .set(isFlushed ? { ...row, dueAt: key.now } : row)
      .where(eq(triggers.id, match.id))
      .run();
  });
  for (const { id } of present.filter((row) => !taken.has(row.id))) {
    tx.update(triggers).set({ deletedAt: key.now, dueAt: null, nextAt: null }).where(eq(triggers.id, id)).run();
  }
}

/** What a trigger has collected starts what it was collected for, at once, or is let go; answers whether it starts. */
function settleCollected(tx: WriteDb, triggerId: string, row: Pick<TriggerRow, 'kind' | 'enabled'>): boolean {
  const isWaiting = and(eq(collectedEvents.triggerId, triggerId), isNull(collectedEvents.gatheredInto));
  if (row.kind === 'event' && row.enabled)
    return tx.select({ id: collectedEvents.eventId }).from(collectedEvents).where(isWaiting).get() !== undefined;
  tx.delete(collectedEvents).where(isWaiting).run();
  return false;
}

function findMatch(free: readonly TriggerRow[], input: TriggerInput, key: JobKey): TriggerRow | undefined {
  if (input.id === undefined) {
    const same = keyOf(input, key.defaultTimezone);
    return free.find((row) => isSame(row, same));
  }
  const match = free.find(({ id }) => id === input.id);
  if (match === undefined)
    throw invalid('trigger.id', `this job has no trigger ${input.id}; leave the id away for a new one`);
  return match;
}

/** What tells triggers apart that have no id. */
type TriggerKey = Pick<TriggerRow, 'kind' | 'expr' | 'timezone'>;

export function keyOf(input: TriggerInput, defaultTimezone: string): TriggerKey {
  return { kind: input.kind, expr: input.expr.trim(), timezone: readTimezone(input, defaultTimezone) };
}

/** Whether it is the same trigger still: then it keeps its anchor. */
export function isSame(row: TriggerKey, other: TriggerKey): boolean {
  return row.kind === other.kind && row.expr === other.expr && row.timezone === other.timezone;
}

/** Whether nothing that decides about its instants was changed: then what it waits for stays. */
function keepsCourse(row: TriggerRow, definition: TriggerDefinition): boolean {
  return Object.entries(definition).every(
    ([field, value]) =>
      field === 'createdAt' || JSON.stringify(row[field as keyof TriggerRow]) === JSON.stringify(value), // keys of a row
  );
}

function neverFires({ kind, ...times }: TriggerDefinition & { createdAt: number }, now: number): boolean {
  return kind !== 'event' && kind !== 'condition' && firingsOf({ ...times, kind }).next(now) === null;
}

/** Errors of a trigger name its place in the request. */
export function atTrigger<Result>(position: number, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errors === undefined) throw thrown;
    throw new AppError(thrown.code, thrown.message.replace(/^trigger\b/, `triggers.${position}`), {
      errors: thrown.errors.map(({ path, message }) => ({
        path: path.replace(/^trigger\b/, `triggers.${position}`),
        message,
      })),
      cause: thrown,
    });
  }
}
