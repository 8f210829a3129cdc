import { and, eq, isNull, sql } from 'drizzle-orm';
import type { FieldProblem } from '#contract/errors.ts';
import type { JobInput } from '#contract/jobs.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import { invalid, invalidFields, problemsOf } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { collectedEvents } from '../db/schema/events.ts';
import { triggers } from '../db/schema/jobs.ts';
import { listTriggers, type TriggerRow } from './job-store.ts';
import { refuseNever } from './trigger/never-fires.ts';
import { readTrigger, type TriggerDefinition } from './trigger/read-trigger.ts';
import { readTimezone } from './trigger/read-trigger-times.ts';

interface JobKey {
  jobId: string;
  now: number;
  defaultTimezone: string;
  /** Refuses (422) a condition that asks about what is not there, or what its owner may not know. */
  checkCalls: (condition: string) => void;
}

/** What a trigger that was there becomes: undefined when it fires no more. `how` names it, such as `edited`. */
type Close = (trigger: TriggerRow, next: TriggerRow | undefined, how: 'edited' | 'switched off' | 'taken away') => void;

/** The triggers of a request, and how it calls the one at a position. */
export interface TriggerList {
  readonly inputs: readonly TriggerInput[];
  pathOf(position: number): string;
}

/** The triggers a request means: its list, or the one of the short form; undefined leaves them as they are. */
export function toTriggerList(input: Pick<JobInput, 'triggers' | 'schedule'>): TriggerList | undefined {
  const { triggers: inputs, schedule } = input;
  if (schedule === undefined)
    return inputs === undefined ? undefined : { inputs, pathOf: (position) => `triggers.${position}` };
  if (inputs !== undefined) throw invalid('schedule', 'send either schedule (one trigger) or triggers');
  return { inputs: [{ ...schedule, enabled: true }], pathOf: () => 'schedule' };
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
 * their identity, anchor, seed and counts; edited ones take effect from now. `close` is told first of those that do not
 * go on as they were. Refuses what can never fire, naming all that is wrong.
 */
export function saveTriggers(tx: WriteDb, list: TriggerList, { close, ...key }: JobKey & { close: Close }): void {
  const { present, matches, planned } = planTriggers(tx, list, key);
  for (const { match, isEdited, row } of planned) {
    if (match === undefined) {
      tx.insert(triggers)
        .values({ ...row, id: newId(key.now), jobId: key.jobId })
        .run();
      continue;
    }
    if (!row.enabled) close(match, undefined, 'switched off');
    else if (isEdited) close(match, { ...match, ...row }, 'edited');
    const isFlushed = isEdited && settleCollected(tx, match.id, row);
    tx.update(triggers)
      .set(isFlushed ? { ...row, dueAt: key.now } : row)
      .where(eq(triggers.id, match.id))
      .run();
  }
  for (const gone of present.filter((row) => !matches.includes(row))) {
    close(gone, undefined, 'taken away');
    tx.update(triggers).set({ deletedAt: key.now, dueAt: null, nextAt: null }).where(eq(triggers.id, gone.id)).run();
  }
}

/** What saving them would store; refuses what is wrong, naming all of it. */
export function planTriggers(read: ReadDb, list: TriggerList, key: JobKey) {
  const present = listTriggers(read, [key.jobId]);
  const matches = matchTriggers(present, list, key.defaultTimezone);
  let seed = nextSeed(read);
  const planned = readEach(list, (input, position) => {
    const match = matches[position];
    return planTrigger(input, { match, position, seed: match?.seed ?? seed++, key });
  });
  return { present, matches, planned };
}

/** What is to be stored of one trigger; refuses what is wrong with it. */
function planTrigger(
  input: TriggerInput,
  { match, position, seed, key }: { match: TriggerRow | undefined; position: number; seed: number; key: JobKey },
) {
  const { defaultTimezone, now, checkCalls } = key;
  const definition = readTrigger(input, { defaultTimezone, createdAt: match?.createdAt ?? now, seed });
  if (definition.kind === 'condition') checkCalls(definition.expr);
  const isEdited = match === undefined || !keepsCourse(match, definition);
  const row = {
    ...definition,
    // an interval given anew counts from now
    createdAt: match !== undefined && isSameTrigger(match, definition) ? match.createdAt : now,
    position,
    name: input.name ?? null,
    enabled: input.enabled,
    maxRuns: input.maxRuns ?? null,
    input: input.input ?? null,
    environment: input.environment ?? null,
    ...(isEdited ? { dueAt: null, skipUntilAt: null, trueSince: null, hasFired: false } : {}),
  };
  const isNew = isEdited || !match.enabled;
  if (input.enabled && isNew) refuseNever(row, now);
  return { match, isEdited, row };
}

/** What a trigger has collected starts what it was collected for, at once, or is let go; answers whether it starts. */
function settleCollected(tx: WriteDb, triggerId: string, row: Pick<TriggerRow, 'kind' | 'enabled'>): boolean {
  const isWaiting = and(eq(collectedEvents.triggerId, triggerId), isNull(collectedEvents.gatheredInto));
  if (row.kind === 'event' && row.enabled)
    return tx.select({ id: collectedEvents.eventId }).from(collectedEvents).where(isWaiting).get() !== undefined;
  tx.delete(collectedEvents).where(isWaiting).run();
  return false;
}

/** For each trigger of the request the one that stays as it; those named by their id are no other one's match. */
function matchTriggers(
  present: readonly TriggerRow[],
  list: TriggerList,
  defaultTimezone: string,
): (TriggerRow | undefined)[] {
  const named = new Set<string>();
  const byId = readEach(list, ({ id }) => {
    if (id === undefined) return undefined;
    const match = present.find((row) => row.id === id);
    if (match === undefined)
      throw invalid('trigger.id', `this job has no trigger ${id}; leave the id away for a new one`);
    if (named.has(id)) throw invalid('trigger.id', `trigger ${id} is given twice; leave the id away for a new one`);
    named.add(id);
    return match;
  });
  const free = new Set(present.filter(({ id }) => !named.has(id)));
  return list.inputs.map((input, position) => {
    if (input.id !== undefined) return byId[position];
    let match: TriggerRow | undefined;
    // a zone that is wrong matches nothing, and is named with all else when the trigger is read
    problemsOf(() => {
      const same = triggerKeyOf(input, defaultTimezone);
      match = [...free].find((row) => isSameTrigger(row, same));
    });
    if (match !== undefined) free.delete(match);
    return match;
  });
}

/** What tells triggers apart that have no id. */
type TriggerKey = Pick<TriggerRow, 'kind' | 'expr' | 'timezone'>;

export function triggerKeyOf(input: TriggerInput, defaultTimezone: string): TriggerKey {
  return { kind: input.kind, expr: input.expr.trim(), timezone: readTimezone(input, defaultTimezone) };
}

/** Whether it is the same trigger still: then it keeps its anchor. */
export function isSameTrigger(row: TriggerKey, other: TriggerKey): boolean {
  return row.kind === other.kind && row.expr === other.expr && row.timezone === other.timezone;
}

/** Whether nothing that decides about its instants was changed: then what it waits for stays. */
function keepsCourse(row: TriggerRow, definition: TriggerDefinition): boolean {
  return Object.entries(definition).every(
    ([field, value]) =>
      field === 'createdAt' || JSON.stringify(row[field as keyof TriggerRow]) === JSON.stringify(value), // keys of a row
  );
}

/** Reads each trigger of a request; errors name its place there, and all that are wrong are named together. */
function readEach<Result>(list: TriggerList, read: (input: TriggerInput, position: number) => Result): Result[] {
  const problems: FieldProblem[] = [];
  const results = list.inputs.flatMap((input, position) => {
    const found: Result[] = [];
    const there = list.pathOf(position);
    for (const { path, message } of problemsOf(() => found.push(read(input, position))))
      problems.push({ path: path.replace(/^trigger\b/, there), message });
    return found;
  });
  if (problems.length > 0) throw invalidFields(problems);
  return results;
}
