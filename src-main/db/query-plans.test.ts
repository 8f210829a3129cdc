import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listAudit } from '../audit/list-audit.ts';
import { encodeCursor } from '../base/cursor.ts';
import { findNextAt } from '../jobs/job-store.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { agentStatus } from '../runs/agent-status.ts';
import { claimRun } from '../runs/claim-run.ts';
import { listLiveOfKey } from '../runs/queue-run.ts';
import { listExpiredOfJob } from '../runs/retain-runs.ts';
import { listLiveRuns, listRuns } from '../runs/run-store.ts';
import { settleOccurrence } from '../runs/settle-occurrence.ts';
import { findUsualRunMs } from '../runs/usual-run.ts';
import { findNextStartBy, listOverdue, passTurn } from '../runs/waiting-clock.ts';
import { beginDeciding, decideDue, findDueAt } from '../schedule/decide-due.ts';
import { countPending, writeOccurrence } from '../schedule/occurrence-store.ts';
import { findUnarmed } from '../schedule/self-check.ts';
import { findNextEvaluation, listDueConditions } from '../schedule/watch-conditions.ts';
import { openQueries, type ReadDb, type WriteDb } from './database.ts';
import { makeTestFolder, openTestDatabase } from './open-test-database.ts';

type AgentRow = Parameters<typeof agentStatus>[1];

/** How SQLite carries out each of the statements `work` gives it, one line per step. */
function plansOf(work: (db: WriteDb) => unknown): string[][] {
  const dataDir = makeTestFolder();
  openTestDatabase(dataDir).close();
  const statements: string[] = [];
  const file = new Sqlite(join(dataDir, 'automa.db'), {
    verbose: (statement) => void statements.push(String(statement)),
  });
  onTestFinished(() => void file.close());
  file.pragma('foreign_keys = OFF'); // of the rows that are asked about none is there
  work(openQueries(file) as WriteDb); // the brand only says who may write
  return statements
    .filter((statement) => /^(select|update|insert|delete)/i.test(statement))
    .map((statement) =>
      file
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
        .all()
        .map(({ detail }) => detail),
    );
}

const admin = {
  kind: 'owner',
  userId: 'u',
  name: 'Owner',
  email: null,
  role: 'admin',
  scopes: new Set<never>(),
  isAdmin: true,
} as const;
const run = { id: 'r', triggerId: 't', scheduledFor: 0 };
const row = { jobId: 'j', triggerId: 't', scheduledFor: 0, fireAt: 0 };
const user = { ...admin, kind: 'session', role: 'user', isAdmin: false } as const;
const runsOf =
  (filter: Omit<Parameters<typeof listRuns>[2], 'limit'>, principal: Parameters<typeof listRuns>[1] = admin) =>
  (db: ReadDb) =>
    listRuns(db, principal, { limit: 50, ...filter });
const cursor = encodeCursor([null, '01980000-0000-7000-8000-000000000000']);

describe('a query that is asked often, or over a million runs, finds its rows by an index', () => {
  const now = Date.UTC(2026, 0, 15);
  const agent = { id: 'a', isActive: true, createdAt: 0, updatedAt: 0 } as AgentRow; // what the status is made of
  const paths: [name: string, work: (db: WriteDb) => unknown, indexes: string[]][] = [
    [
      'claiming a run',
      (db) => claimRun(db, { now, slots: 4, nonce: 'n', onBattery: false, only: null }),
      ['runs_begun', 'runs_waiting', 'sqlite_autoindex_runs_1'],
    ],
    [
      'what is due',
      (db) => decideDue(beginDeciding({ tx: db, changed: () => {} }, { now, onBattery: false })),
      ['triggers_due', 'events_unmatched', 'occurrences_deferred'],
    ],
    ['what waited too long to be started', (db) => listOverdue(db, now), ['runs_waiting', 'runs_begun']],
    ['when something will have waited too long', (db) => findNextStartBy(db, now), ['runs_waiting']],
    ['what waits for its turn', (db) => passTurn(db, { id: 'r', concurrencyKey: 'k' }, now), ['runs_live']],
    ['when something is due', (db) => findDueAt(db), ['triggers_due', 'events_unmatched', 'occurrences_deferred']],
    ['the next instant of all', (db) => findNextAt(db), ['triggers_next']],
    ['jobs in the order they fire', (db) => listJobs(db, admin, { limit: 50, sort: 'nextAt' }), ['triggers_next']],
    ['jobs nobody armed', (db) => findUnarmed(db, now), ['triggers_unarmed']],
    ['conditions that are due', (db) => listDueConditions(db, now), ['triggers_condition']],
    ['the next condition', (db) => findNextEvaluation(db, now), ['triggers_condition']],
    ['what holds a key', (db) => listLiveOfKey(db, 'k'), ['runs_live']],
    ['runs that are not over', (db) => listLiveRuns(db), ['runs_live']],
    ['the state of an agent', (db) => agentStatus(db, agent), ['runs_begun', 'runs_agent']],
    ['how long an agent usually takes', (db) => findUsualRunMs(db, 'a'), ['runs_agent']],
    [
      'what became of the instant of a run',
      (db) => settleOccurrence(db, run, { outcome: 'ran' }),
      ['occurrences_once'],
    ],
    [
      'the ledger of a trigger',
      (db) => writeOccurrence(db, { ...row, outcome: 'skipped', reason: 'paused' }, now),
      ['occurrences_once'],
    ],
    ['what of a trigger is pending', (db) => countPending(db, 't'), ['occurrences_pending']],
    ['the last runs', runsOf({}), ['sqlite_autoindex_runs_1']],
    ['runs further back', runsOf({ cursor }), ['runs_live', 'sqlite_autoindex_runs_1']],
    ['runs further back, of a user', runsOf({ cursor }, user), ['runs_live', 'runs_owner', 'runs_shared']],
    ['failed runs of a job further back', runsOf({ jobId: 'j', status: 'failed', cursor }), ['runs_job']],
    ['runs of an hour', runsOf({ from: '2026-01-15T12:00:00Z', to: '2026-01-15T13:00:00Z' }), ['runs_live']],
    ['runs of a name', runsOf({ q: 'report', cursor }), ['runs_live', 'sqlite_autoindex_runs_1']],
    ['the last runs that failed', runsOf({ status: 'failed' }), ['runs_status']],
    ['the last runs of a job', runsOf({ jobId: 'j' }), ['runs_job']],
    ['what a job keeps whole', (db) => listExpiredOfJob(db, 'j', { runs: 50, days: 90, now }), ['runs_whole']],
    ['the last successes of a job', runsOf({ jobId: 'j', status: 'succeeded' }), ['runs_job']],
    ['the last runs of an agent', runsOf({ agentId: 'a' }), ['runs_agent']],
    ['the last runs of a script', runsOf({ scriptId: 's' }), ['runs_script']],
    ['the last runs of an owner', runsOf({ createdBy: 'u' }), ['runs_owner']],
    ['the last tests', runsOf({ trigger: 'test' }), ['runs_origin']],
    [
      'the log of one thing',
      (db) => listAudit(db, { limit: 50, resourceType: 'job', resourceId: 'j' }),
      ['audit_entries_resource'],
    ],
  ];

  /** Of a few waiting runs the most urgent, of what is due the jobs together; pages are read in their order. */
  const sorted = new Set(['claiming a run', 'what is due']);
  /** What is not over is little: it is looked through and sorted. */
  const isOfLive = (plan: readonly string[]) => plan.some((step) => /INDEX runs_(live|begun)\b/.test(step));

  it.each(paths)('%s', (name, work, indexes) => {
    const plans = plansOf(work);
    const steps = plans.flat();
    for (const index of indexes) expect(steps.join('\n')).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}\\b`));
    // json_each is a list of ours; runs and jobs in order of their ids are read until the page is full; what is due,
    // told, held or not armed stands in indexes that hold nothing else
    const cheap = [
      ...[
        'runs_live',
        'runs_begun',
        'runs_waiting',
        'sqlite_autoindex_runs_1',
        'sqlite_autoindex_jobs_1',
        'holds_open',
      ],
      ...['triggers_due', 'triggers_unarmed', 'triggers_event', 'events_unmatched', 'occurrences_deferred'],
    ].join('|');
    const isCheap = new RegExp(`^SCAN (json_each|CONSTANT ROW|\\w+ USING (COVERING )?INDEX (${cheap}))\\b`);
    expect(steps.filter((step) => step.startsWith('SCAN') && !isCheap.test(step))).toEqual([]);
    if (sorted.has(name)) return;
    for (const plan of plans) if (!isOfLive(plan)) expect(plan).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  });
});
