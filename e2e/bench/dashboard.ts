import { gte, sql } from 'drizzle-orm';
import { toPrincipal } from '../../src-main/access/principal.ts';
import { findLocalOwner } from '../../src-main/access/user-rows.ts';
import { findAgent } from '../../src-main/agents/agents.ts';
import { toInstant } from '../../src-main/base/clock.ts';
import { encodeCursor } from '../../src-main/base/cursor.ts';
import { newId } from '../../src-main/base/ids.ts';
import { openDatabaseForReading, type ReadDb } from '../../src-main/db/database.ts';
import { jobs } from '../../src-main/db/schema/jobs.ts';
import { runHours, runs } from '../../src-main/db/schema/runs.ts';
import { findNextAt } from '../../src-main/jobs/job-store.ts';
import { listJobs } from '../../src-main/jobs/list-jobs.ts';
import { agentStatus } from '../../src-main/runs/agent-status.ts';
import { listLiveRuns, listRuns, type RunFilter } from '../../src-main/runs/run-store.ts';
import { type Bench, inWords, type Result, spreadOf, timeMs } from './measure.ts';
import { millionRuns, openMillionRuns } from './million-runs.ts';

const repetitions = 30;
const pageSize = 50;
const hourMs = 3_600_000;

/** P10: what the interface asks for when it opens, over a million runs, by the product's own queries. */
export const dashboard: Bench = {
  name: 'dashboard',
  run: async () => {
    const { read, close } = openDatabaseForReading(openMillionRuns());
    try {
      const results: Result[] = [];
      for (const [what, query] of Object.entries(makeQueries(read))) {
        const samples: number[] = [];
        query();
        for (let repetition = 0; repetition < repetitions; repetition++) samples.push(await timeMs(query));
        const spread = spreadOf(samples);
        results.push({
          id: 'P10',
          what,
          measured: spread.median,
          unit: 'ms',
          bar: 5,
          isUpperBound: true,
          note: `${inWords(spread)}, over ${millionRuns.runs} runs`,
        });
      }
      return results;
    } finally {
      close();
    }
  },
};

function makeQueries(read: ReadDb): Record<string, () => unknown> {
  const owner = findLocalOwner(read);
  const job = read.select().from(jobs).limit(1).get();
  const agent = job && findAgent(read, job.agentId);
  const middle = read
    .select({ id: runs.id, queuedAt: runs.queuedAt })
    .from(runs)
    .orderBy(runs.id)
    .limit(1)
    .offset(millionRuns.runs / 2)
    .get();
  if (owner === undefined || job === undefined || agent === undefined || middle === undefined)
    throw new Error('the data directory lacks an owner, a job or runs');
  const everything = toPrincipal(owner, { kind: 'owner' });
  // Somebody who owns nothing yet sees none of the million.
  const newcomer = toPrincipal({ ...owner, id: newId(), role: 'user' }, { kind: 'session', sessionId: '' });
  const list =
    (filter: Partial<RunFilter>, principal = everything) =>
    () =>
      listRuns(read, principal, { limit: pageSize, ...filter });
  const since = Math.floor(Date.now() / hourMs) - 24;

  return {
    'newest runs': list({}),
    'a page in the middle of all': list({ cursor: encodeCursor([null, middle.id]) }),
    'an hour in the middle of all': list({ from: toInstant(middle.queuedAt - hourMs), to: toInstant(middle.queuedAt) }),
    'newest runs of a job': list({ jobId: job.id }),
    'newest runs of an agent': list({ agentId: agent.id }),
    'newest that failed': list({ status: 'failed' }),
    'newest that were lost': list({ status: 'lost' }),
    'newest cancelled': list({ status: 'cancelled' }),
    'running now': list({ status: 'running' }),
    'waiting for a retry (none)': list({ status: 'retry-wait' }),
    'failed runs of a job': list({ jobId: job.id, status: 'failed' }),
    'newest runs a newcomer may see': list({}, newcomer),
    'all live runs': () => listLiveRuns(read),
    'next due instant': () => findNextAt(read),
    'next jobs due': () => listJobs(read, everything, { limit: pageSize, sort: 'nextAt' }),
    'state of an agent': () => agentStatus(read, agent),
    'counts by status over 24 h': () =>
      read
        .select({ status: runHours.status, n: sql<number>`sum(${runHours.count})` })
        .from(runHours)
        .where(gte(runHours.hour, since))
        .groupBy(runHours.status)
        .all(),
  };
}
