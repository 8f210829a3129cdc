import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Attempt, OriginReason, Run, RunStatus } from '#contract/runs.ts';
import type { Principal } from '../access/principal.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import { decodeCursor, encodeCursor, pageOf } from '../base/cursor.ts';
import { invalid } from '../base/errors.ts';
import { idsFrom } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { attempts, runs } from '../db/schema/runs.ts';
import { isFinal, type RunRow } from './queue-run.ts';

export type AttemptRow = typeof attempts.$inferSelect;

export interface RunFilter {
  limit: number;
  cursor?: string | undefined;
  status?: RunStatus | undefined;
  jobId?: string | undefined;
  agentId?: string | undefined;
  scriptId?: string | undefined;
  trigger?: OriginReason | undefined;
  createdBy?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
}

export function findRun(read: ReadDb, id: string): RunRow | undefined {
  return read.select().from(runs).where(eq(runs.id, id)).get();
}

export function listAttempts(read: ReadDb, runIds: string[]): AttemptRow[] {
  if (runIds.length === 0) return [];
  return read
    .select()
    .from(attempts)
    .where(inArray(attempts.runId, runIds))
    .orderBy(attempts.runId, attempts.number)
    .all();
}

/** Runs that are not over, oldest first. */
export function listLiveRuns(read: ReadDb): RunRow[] {
  return read.select().from(runs).where(isNull(runs.finishedAt)).orderBy(runs.id).all();
}

/** A clock that is set back puts runs behind ids of a later time; by up to this much their list stays exact. */
const clockSetBackMs = 600_000;

/** So many titles are read for one page: a page of a search may hold fewer than asked for, or none, and go on. */
const mostSearched = 20_000;

/** Runs the principal may see, newest first; ids sort by time, so the id is the cursor. */
export function listRuns(read: ReadDb, principal: Principal, filter: RunFilter) {
  const before = decodeCursor(filter.cursor);
  if (before !== undefined && typeof before[1] !== 'string') throw invalid('cursor', 'is not one this server gave out');
  const { status, from, to } = filter;
  const filters = and(
    filter.status === undefined ? undefined : eq(runs.status, filter.status),
    filter.jobId === undefined ? undefined : eq(runs.jobId, filter.jobId),
    filter.agentId === undefined ? undefined : eq(runs.agentId, filter.agentId),
    filter.scriptId === undefined ? undefined : eq(runs.scriptId, filter.scriptId),
    filter.trigger === undefined ? undefined : eq(runs.originReason, filter.trigger),
    filter.createdBy === undefined ? undefined : eq(runs.ownerId, filter.createdBy),
  );
  const parts = partsOf(principal, status).map(({ part, id }) => ({
    id,
    where: and(
      part,
      filters,
      before === undefined ? undefined : lt(id, before[1]),
      from === undefined ? undefined : queuedFrom(id, Date.parse(from)),
      to === undefined ? undefined : queuedBefore(id, Date.parse(to)),
    ),
  }));
  const lastSearched = filter.q === undefined ? undefined : findLastSearched(read, parts);
  const named = filter.q === undefined ? undefined : sql`instr(lower(${runs.title}), ${filter.q.toLowerCase()}) > 0`;
  const rows = parts
    .flatMap(({ where, id }) =>
      read
        .select()
        .from(runs)
        .where(and(where, named, lastSearched === undefined ? undefined : gte(id, lastSearched)))
        .orderBy(desc(runs.id))
        .limit(filter.limit + 1)
        .all(),
    )
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const page = pageOf(rows, filter.limit, { toItem: (row) => row, toPosition: (row) => [null, row.id] });
  const goesOn = lastSearched === undefined ? null : encodeCursor([null, lastSearched]);
  return { items: toRuns(read, page.items), nextCursor: page.nextCursor ?? goesOn };
}

/** The run down to which one page searches; undefined when there are no more than that. */
function findLastSearched(read: ReadDb, parts: readonly { where: SQL | undefined }[]): string | undefined {
  const ends = parts.flatMap(
    ({ where }) =>
      read.select({ id: runs.id }).from(runs).where(where).orderBy(desc(runs.id)).limit(1).offset(mostSearched).get()
        ?.id ?? [],
  );
  return ends.toSorted().at(-1);
}

interface Part {
  part: SQL | undefined;
  /** How a range of ids is asked of it. */
  id: SQL;
}

/** The plus keeps SQLite from looking for the few that are not over among all ids of the range. */
const idOfLive = sql`+${runs.id}`;
const idOfOver = sql`${runs.id}`;

/**
 * The runs that are not over, which are few, and of the others one's own and the shared ones: each of these parts has
 * an index in order of the ids, together they have none.
 */
function partsOf(principal: Principal, status: RunStatus | undefined): Part[] {
  const own = principal.isAdmin ? undefined : eq(runs.ownerId, principal.userId);
  const shared = and(sql`${runs.visibility} = 'shared'`, ne(runs.ownerId, principal.userId));
  const visible = principal.isAdmin ? [own] : [own, shared];
  const live = status === undefined || !isFinal(status) ? [and(isNull(runs.finishedAt), or(...visible))] : [];
  const over = status === undefined || isFinal(status) ? visible : [];
  return [
    ...live.map((part) => ({ part, id: idOfLive })),
    ...over.map((part) => ({ part: and(isNotNull(runs.finishedAt), part), id: idOfOver })),
  ];
}

/** The ids say where in a million runs the moment is; no id is of an earlier time than its run. */
function queuedFrom(id: SQL, at: number): SQL | undefined {
  return and(gte(runs.queuedAt, at), gte(id, idsFrom(at)));
}

function queuedBefore(id: SQL, at: number): SQL | undefined {
  return and(lt(runs.queuedAt, at), lt(id, idsFrom(at + clockSetBackMs)));
}

function toRuns(read: ReadDb, rows: RunRow[]): Run[] {
  const byRun = Map.groupBy(
    listAttempts(
      read,
      rows.map(({ id }) => id),
    ),
    ({ runId }) => runId,
  );
  return rows.map((row) => toRun(row, byRun.get(row.id) ?? []));
}

export function toRun(row: RunRow, attemptRows: AttemptRow[]): Run {
  return {
    id: row.id,
    jobId: row.jobId,
    agentId: row.agentId,
    status: row.status,
    reason: row.reason,
    origin: {
      reason: row.originReason,
      triggerId: row.triggerId,
      scheduledFor: toInstantOrNull(row.scheduledFor),
      eventId: row.eventId,
      requestedBy: row.requestedBy,
    },
    attempt: row.attempt,
    attempts: attemptRows.map(toAttempt),
    exitCode: row.exitCode,
    progress: row.progressFraction === null ? null : { fraction: row.progressFraction, text: row.progressText ?? '' },
    ...(row.input === null ? {} : { input: row.input }),
    ...(row.result === null ? {} : { result: row.result }),
    scriptId: row.scriptId,
    scriptVersion: row.scriptVersion,
    title: row.title,
    environment: row.environment,
    imageDigest: row.imageDigest,
    executor: row.executor,
    unenforced: row.unenforced,
    warnings: row.warnings,
    priority: row.priority,
    queuedAt: toInstant(row.queuedAt),
    startedAt: toInstantOrNull(row.startedAt),
    finishedAt: toInstantOrNull(row.finishedAt),
    durationMs: row.durationMs,
    nextAttemptAt: row.status === 'retry-wait' ? toInstant(row.readyAt) : null,
    logLines: row.logLines,
    logBytes: row.logBytes,
    ...(row.covers === null ? {} : { covers: row.covers }),
    purgedAt: toInstantOrNull(row.purgedAt),
  };
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    number: row.number,
    startedAt: toInstantOrNull(row.startedAt),
    finishedAt: toInstantOrNull(row.finishedAt),
    exitCode: row.exitCode,
    outcome: row.outcome,
    code: row.code,
    reason: row.reason,
    oomKilled: row.oomKilled,
    peakMemoryBytes: row.peakMemoryBytes,
    cpuSeconds: row.cpuSeconds,
  };
}
