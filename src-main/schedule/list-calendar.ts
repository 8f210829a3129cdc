import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { CalendarItem } from '#contract/scheduler.ts';
import { isVisible } from '../access/listing.ts';
import type { Principal } from '../access/principal.ts';
import { invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { agents } from '../db/schema/agents.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { isTimeTrigger, type JobRow, type TriggerRow } from '../jobs/job-store.ts';
import { findHold } from '../runs/hold-store.ts';
import { listCalendarComing } from './list-calendar-coming.ts';
import { listCalendarPast } from './list-calendar-past.ts';

export interface CalendarQuery {
  fromAt: number;
  toAt: number;
  jobId?: string | undefined;
  agentId?: string | undefined;
  environment?: string | undefined;
  /** At most so many items. */
  limit: number;
  now: number;
}

/** More like firings of a trigger in one day than this are one item that counts them; where that is too much still, more than one. */
const scales = [24, 1];

/** Jobs that are read in one go, so that others get their turn. */
const jobsPerTurn = 200;

/**
 * Everything of a range, oldest first: what the ledger has, and what is to come. Triggers that fire often are told as
 * one item per day and outcome, so that a month of a job that runs every minute is thirty items and not forty thousand.
 * What is more than `limit` even so leaves out whole jobs, the last ones by name. Wrong bounds are a 422.
 */
export async function listCalendar(
  read: ReadDb,
  principal: Principal,
  query: CalendarQuery,
): Promise<{ items: CalendarItem[]; truncated: boolean }> {
  if (query.toAt < query.fromAt) throw invalid('to', 'must not lie before from');
  let byJob: CalendarItem[][] = [];
  for (const mostPerDay of scales) {
    byJob = await listByJob(read, principal, { query, mostPerDay });
    if (sum(byJob) <= query.limit) return { items: inOrder(byJob), truncated: false };
  }
  return { items: inOrder(takeWhole(byJob, query.limit)), truncated: true };
}

/** One job with the triggers of it that count: edited-away ones too, for what they fired before. */
interface ShownJob {
  job: JobRow;
  triggers: TriggerRow[];
}

/** The items of each job by name; ends where there are more than anybody asked for. */
async function listByJob(
  read: ReadDb,
  principal: Principal,
  { query, mostPerDay }: { query: CalendarQuery; mostPerDay: number },
): Promise<CalendarItem[][]> {
  const lists: CalendarItem[][] = [];
  let count = 0;
  for (let after: string | undefined = ''; after !== undefined; await turn()) {
    const page = listPage(read, principal, { query, after });
    for (const items of listItems(read, page, { query, mostPerDay })) {
      lists.push(items);
      count += items.length;
      if (count > query.limit) return lists;
    }
    after = page.length < jobsPerTurn ? undefined : page.at(-1)?.job.nameKey;
  }
  return lists;
}

/** The next jobs the principal may see and the filter wants, each with its triggers that the filter wants. */
function listPage(
  read: ReadDb,
  principal: Principal,
  { query, after }: { query: CalendarQuery; after: string },
): ShownJob[] {
  const rows = read
    .select({ job: jobs, environment: agents.environment })
    .from(jobs)
    .innerJoin(agents, eq(agents.id, jobs.agentId))
    .where(
      and(
        isVisible(jobs, principal),
        gt(jobs.nameKey, after),
        query.jobId === undefined ? undefined : eq(jobs.id, query.jobId),
        query.agentId === undefined ? undefined : eq(jobs.agentId, query.agentId),
      ),
    )
    .orderBy(asc(jobs.nameKey))
    .limit(jobsPerTurn)
    .all();
  const ids = JSON.stringify(rows.map(({ job }) => job.id));
  const byJob = Map.groupBy(
    read.select().from(triggers).where(sql`${triggers.jobId} in (select value from json_each(${ids}))`).all(),
    ({ jobId }) => jobId,
  );
  return rows.map(({ job, environment }) => {
    const ofAgent = job.environment ?? environment;
    const fits = (trigger: TriggerRow) => [undefined, trigger.environment ?? ofAgent].includes(query.environment);
    return { job, triggers: (byJob.get(job.id) ?? []).filter(fits) };
  });
}

/** The items of each of the jobs, in their order. */
function* listItems(
  read: ReadDb,
  shown: readonly ShownJob[],
  { query, mostPerDay }: { query: CalendarQuery; mostPerDay: number },
): Generator<CalendarItem[]> {
  const { fromAt, toAt, now, limit } = query;
  const scale = { fromAt, toAt, mostPerDay };
  const past = Map.groupBy(
    listCalendarPast(
      read,
      shown.flatMap((each) => each.triggers),
      scale,
    ),
    ({ jobId }) => jobId,
  );
  const hold = findHold(read);
  for (const each of shown) {
    const coming = each.triggers
      .filter(({ deletedAt }) => deletedAt === null)
      .flatMap((trigger) =>
        isTimeTrigger(trigger)
          ? listCalendarComing(read, { job: each.job, trigger }, { ...scale, hold, now, limit })
          : [],
      );
    yield [...(past.get(each.job.id) ?? []), ...coming];
  }
}

/** Whole jobs as long as they fit; of a first one that does not, its beginning. */
function takeWhole(byJob: CalendarItem[][], limit: number): CalendarItem[][] {
  const [first] = byJob;
  if (first !== undefined && first.length > limit) return [inOrder([first]).slice(0, limit)];
  let count = 0;
  return byJob.filter(({ length }) => {
    count += length;
    return count <= limit;
  });
}

function inOrder(byJob: CalendarItem[][]): CalendarItem[] {
  return byJob.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function sum(byJob: CalendarItem[][]): number {
  return byJob.reduce((total, { length }) => total + length, 0);
}
