import { and, asc, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Job, JobState } from '#contract/jobs.ts';
import type { TriggerKind } from '#contract/triggers.ts';
import { isListed, type ListFilter } from '../access/listing.ts';
import type { Principal } from '../access/principal.ts';
import { decodeCursor, type Position, pageOf } from '../base/cursor.ts';
import type { ReadDb } from '../db/database.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { earliestOf, type JobRow, listTriggers, type TriggerRow, toJob } from './job-store.ts';

export interface JobFilter extends ListFilter {
  limit: number;
  cursor?: string | undefined;
  state?: JobState | undefined;
  agentId?: string | undefined;
  kind?: TriggerKind | undefined;
  sort: 'name' | 'nextAt' | 'createdAt';
}

interface ListedJob {
  row: JobRow;
  triggerRows: TriggerRow[];
}

/** Jobs the principal may see, in the order asked for; those that will not fire come last where that is by `nextAt`. */
export function listJobs(
  read: ReadDb,
  principal: Principal,
  filter: JobFilter,
): { items: Job[]; nextCursor: string | null } {
  const wanted = and(
    isListed(jobs, principal, filter),
    filter.state === undefined ? undefined : eq(jobs.state, filter.state),
    filter.agentId === undefined ? undefined : eq(jobs.agentId, filter.agentId),
    filter.kind === undefined ? undefined : hasTrigger(sql`and ${triggers.kind} = ${filter.kind}`),
  );
  const asked = { wanted, after: decodeCursor(filter.cursor), limit: filter.limit + 1 };
  const rows =
    filter.sort === 'nextAt' ? listByNextAt(read, asked) : listByColumn(read, jobs[columns[filter.sort]], asked);
  return pageOf(withTriggers(read, rows), filter.limit, {
    toItem: ({ row, triggerRows }) => toJob(row, triggerRows),
    toPosition: ({ row, triggerRows }) => [positionOf[filter.sort](row, triggerRows), row.id],
  });
}

interface Asked {
  wanted: SQL | undefined;
  /** Where the page before ended. */
  after: Position | undefined;
  limit: number;
}

const columns = { name: 'nameKey', createdAt: 'createdAt' } as const;
const positionOf: Record<JobFilter['sort'], (row: JobRow, triggerRows: TriggerRow[]) => string | number | null> = {
  name: ({ nameKey }) => nameKey,
  createdAt: ({ createdAt }) => createdAt,
  nextAt: (_row, triggerRows) => earliestOf(triggerRows),
};

function listByColumn(
  read: ReadDb,
  key: typeof jobs.nameKey | typeof jobs.createdAt,
  { wanted, after, limit }: Asked,
): JobRow[] {
  const isBehind = after === undefined ? undefined : sql`(${key}, ${jobs.id}) > (${after[0]}, ${after[1]})`;
  return read.select().from(jobs).where(and(wanted, isBehind)).orderBy(key, jobs.id).limit(limit).all();
}

/** First those that will fire, read in the order of their earliest trigger; then the others. */
function listByNextAt(read: ReadDb, { wanted, after, limit }: Asked): JobRow[] {
  const isAmongOthers = after !== undefined && after[0] === null;
  const firing = isAmongOthers ? [] : listFiring(read, { wanted, after, limit });
  if (firing.length === limit) return firing;
  const isBehind = isAmongOthers ? sql`${jobs.id} > ${after[1]}` : undefined;
  const others = read
    .select()
    .from(jobs)
    .where(and(wanted, sql`not ${hasTrigger(sql`and ${triggers.nextAt} is not null`)}`, isBehind))
    .orderBy(asc(jobs.id))
    .limit(limit - firing.length)
    .all();
  return [...firing, ...others];
}

function listFiring(read: ReadDb, { wanted, after, limit }: Asked): JobRow[] {
  const other = alias(triggers, 'other');
  const isEarliest = sql`not exists (select 1 from ${triggers} as ${other} where ${other.jobId} = ${triggers.jobId}
    and (${other.nextAt}, ${other.id}) < (${triggers.nextAt}, ${triggers.id}))`;
  const isBehind =
    after === undefined ? undefined : sql`(${triggers.nextAt}, ${triggers.jobId}) > (${after[0]}, ${after[1]})`;
  return read
    .select({ job: jobs })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(and(isNotNull(triggers.nextAt), isBehind, isEarliest, wanted))
    .orderBy(triggers.nextAt, triggers.jobId)
    .limit(limit)
    .all()
    .map(({ job }) => job);
}

function hasTrigger(which: SQL): SQL {
  return sql`exists (select 1 from ${triggers} where ${triggers.jobId} = ${jobs.id} and ${triggers.deletedAt} is null ${which})`;
}

function withTriggers(read: ReadDb, rows: readonly JobRow[]): ListedJob[] {
  const triggerRows = listTriggers(
    read,
    rows.map(({ id }) => id),
  );
  const byJob = Map.groupBy(triggerRows, ({ jobId }) => jobId);
  return rows.map((row) => ({ row, triggerRows: byJob.get(row.id) ?? [] }));
}
