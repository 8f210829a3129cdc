// A state database as it looks after a busy week: `node e2e/bench/make-runs.ts DATA-DIRECTORY [RUNS [JOBS]]`.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from '../../src-main/db/database.ts';
import { defaultPolicy } from '../../src-preload/contract/policy.ts';
import { defaultProfile } from '../../src-preload/contract/profile.ts';

export interface MadeRuns {
  dataDir: string;
  /** Runs that are over, spread evenly over the seven days before `endAt`. */
  runs: number;
  jobs: number;
  endAt: number;
  /** Runs still going or waiting at the end. */
  live?: number;
}

const weekMs = 7 * 86_400_000;
const hourMs = 3_600_000;
const migrationsDir = resolve(import.meta.dirname, '../../resources/migrations');
/** Of every thousand runs that are over, so many end thus. */
const shares = [
  ['succeeded', 940],
  ['failed', 40],
  ['timed-out', 10],
  ['cancelled', 7],
  ['lost', 3],
] as const;
const codes: Record<string, string> = {
  failed: 'exit',
  'timed-out': 'timeout',
  cancelled: 'cancelled',
  lost: 'host-died',
};
const nothing = JSON.stringify({});
const profile = JSON.stringify(defaultProfile);
const policy = JSON.stringify(defaultPolicy);
const retry = JSON.stringify(defaultPolicy.retry);

/** Fills an empty data directory; the same arguments make the same rows. A million runs take about a minute. */
export function makeRuns(wanted: MadeRuns): void {
  const { dataDir } = wanted;
  openDatabase({ dataDir, migrationsDir, now: wanted.endAt }).close();
  const db = new Database(join(dataDir, 'automa.db'));
  // Nothing here is worth keeping after a crash, and an index is built faster than it is grown
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -512000'])
    db.pragma(pragma);
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'runs' AND sql IS NOT NULL",
    )
    .all();
  // Dropping an index drops what the planner was told about it
  db.exec('CREATE TEMP TABLE told AS SELECT * FROM sqlite_stat1');
  // What the migrations tell the planner goes with the indexes it is about
  const facts = db
    .prepare<[], { idx: string; stat: string }>("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'runs'")
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  db.transaction(() => {
    insertJobs(db, wanted);
    insertRuns(db, wanted);
  })();
  for (const { sql } of indexes) db.exec(sql);
  db.exec("DELETE FROM sqlite_stat1 WHERE tbl = 'runs'");
  const tell = db.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('runs', :idx, :stat)");
  for (const fact of facts) tell.run(fact);
  db.exec('DELETE FROM sqlite_stat1; INSERT INTO sqlite_stat1 SELECT * FROM told');
  db.close();
}

function insertJobs(db: Database.Database, { jobs, endAt }: MadeRuns): void {
  const at = endAt - weekMs;
  const insert = inserter(db);
  insert('users', {
    id: idAt(at, 'user'),
    name: 'Owner',
    role: 'admin',
    is_local_owner: 1,
    is_active: 1,
    created_at: at,
  });
  insert('trees', { sha256: treeSha256, entrypoint: 'main.py', created_at: at });
  insert('scripts', {
    ...{
      id: idAt(at, 'script'),
      name: 'Report',
      name_key: 'report',
      description: '',
      owner_id: idAt(at, 'user'),
      visibility: 'private',
      tags: '[]',
      folder: '',
    },
    ...{
      draft_tree: treeSha256,
      draft_updated_at: at,
      draft_validation: '{"problems":[],"inputSchema":null}',
      draft_origin: 'editor',
      active_version: 1,
      latest_version: 1,
    },
    ...{ created_at: at, updated_at: at },
  });
  insert('versions', {
    script_id: idAt(at, 'script'),
    number: 1,
    tree_sha256: treeSha256,
    origin: 'editor',
    created_at: at,
    created_by: idAt(at, 'user'),
  });
  for (let n = 0; n < jobs; n++) {
    const common = {
      description: '',
      owner_id: idAt(at, 'user'),
      visibility: 'private',
      tags: '[]',
      folder: '',
      created_at: at,
      updated_at: at,
    };
    const agentId = idAt(at, `agent-${n}`);
    const nextAt = endAt + 1_000 + ((n * 7_919) % 86_400_000);
    insert('agents', {
      ...common,
      id: agentId,
      name: `Agent ${n}`,
      name_key: `agent ${n}`,
      script_id: idAt(at, 'script'),
      config: nothing,
      environment: 'PROD',
      profile,
      is_active: 1,
    });
    insert('jobs', {
      ...common,
      id: idAt(at, `job-${n}`),
      name: `Job ${n}`,
      name_key: `job ${n}`,
      agent_id: agentId,
      policy,
      state: 'active',
    });
    insert('triggers', {
      id: idAt(at, `trigger-${n}`),
      job_id: idAt(at, `job-${n}`),
      position: 0,
      kind: 'interval',
      expr: 'PT10M',
      timezone: 'UTC',
      enabled: 1,
      created_at: at,
      seed: n,
      due_at: nextAt,
      next_at: nextAt,
    });
  }
}

function insertRuns(db: Database.Database, { runs, jobs, endAt, live = 40 }: MadeRuns): void {
  const startAt = endAt - weekMs;
  const insert = inserter(db);
  const hours = new Map<string, { hour: number; status: string; duration_bucket: number; count: number }>();
  const random = makeRandom(20_260_115);
  const agentOf = Array.from({ length: jobs }, (_, n) => ({
    job: idAt(startAt, `job-${n}`),
    agent: idAt(startAt, `agent-${n}`),
    trigger: idAt(startAt, `trigger-${n}`),
  }));
  const owner = idAt(startAt, 'user');
  const script = idAt(startAt, 'script');

  for (let n = 0; n < runs + live; n++) {
    const isLive = n >= runs;
    const queuedAt = Math.floor(startAt + (weekMs * n) / (runs + live));
    const who = agentOf[Math.floor(random() * jobs)];
    const durationMs = Math.floor(200 * Math.exp(random() * 6));
    const status = isLive ? (n % 2 === 0 ? 'running' : 'queued') : statusAt(random());
    const startedAt = status === 'queued' ? null : queuedAt + 300;
    const finishedAt = isLive ? null : queuedAt + 300 + durationMs;
    const id = idAt(queuedAt, `run-${n}`);
    insert('runs', {
      ...{
        id,
        job_id: who?.job,
        agent_id: who?.agent,
        script_id: script,
        script_version: 1,
        status,
        reason: status === 'succeeded' ? null : status,
        code: codes[status] ?? null,
      },
      ...{
        origin_reason: 'schedule',
        trigger_id: who?.trigger,
        scheduled_for: queuedAt,
        title: 'Report',
        owner_id: owner,
        visibility: 'private',
        tree_sha256: treeSha256,
      },
      ...{
        args: '[]',
        config: nothing,
        environment: 'PROD',
        timezone: 'UTC',
        profile,
        retry,
        timeout_seconds: 300,
        kill_grace_seconds: 10,
        priority: 5,
      },
      ...{
        concurrency_key: `agent:${who?.agent}:${isLive ? n : ''}`,
        queued_at: queuedAt,
        ready_at: queuedAt,
        waits_since: queuedAt,
      },
      ...{
        attempt: startedAt === null ? 0 : 1,
        started_at: startedAt,
        finished_at: finishedAt,
        duration_ms: finishedAt === null ? null : durationMs,
        exit_code: status === 'succeeded' ? 0 : null,
      },
      ...{ executor: 'docker', unenforced: '[]', warnings: '[]', log_lines: 12, log_bytes: 480 },
    });
    if (startedAt !== null) {
      const outcome = finishedAt === null ? null : status;
      insert('attempts', {
        run_id: id,
        number: 1,
        nonce: 'n',
        box_id: `box-${n}`,
        executor: 'docker',
        started_at: startedAt,
        finished_at: finishedAt,
        exit_code: status === 'succeeded' ? 0 : null,
        outcome,
        oom_killed: 0,
      });
    }
    if (finishedAt === null) continue;
    const row = {
      hour: Math.floor(finishedAt / hourMs),
      status,
      duration_bucket: Math.floor(Math.log2(Math.max(1, durationMs))),
    };
    const key = Object.values(row).join();
    const counted = hours.get(key);
    if (counted === undefined) hours.set(key, { ...row, count: 1 });
    else counted.count += 1;
  }
  for (const row of hours.values()) insert('run_hours', row);
}

const treeSha256 = createHash('sha256').update('tree').digest('hex');

/** One prepared insert per table; every call names the same columns. */
function inserter(db: Database.Database): (table: string, row: Record<string, unknown>) => void {
  const statements = new Map<string, Database.Statement>();
  return (table, row) => {
    let statement = statements.get(table);
    if (statement === undefined) {
      const columns = Object.keys(row);
      statement = db.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `:${column}`).join()})`,
      );
      statements.set(table, statement);
    }
    statement.run(row);
  };
}

function statusAt(share: number): string {
  let left = share * 1_000;
  for (const [status, part] of shares) {
    left -= part;
    if (left < 0) return status;
  }
  return 'succeeded';
}

/** A UUIDv7 of that moment whose other bits follow from the name: equal calls give equal ids. */
function idAt(at: number, name: string): string {
  const time = at.toString(16).padStart(12, '0');
  const sequence = name.startsWith('run-') ? Number(name.slice(4)) % 4_096 : 0;
  const rest = createHash('sha256').update(name).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-8${rest.slice(0, 3)}-${rest.slice(3, 15)}`;
}

/** mulberry32: small, seeded, good enough to spread rows. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  const [dataDir, runs = '1000000', jobs = '1000'] = process.argv.slice(2);
  if (dataDir === undefined) {
    console.error('usage: make-runs.ts DATA-DIRECTORY [RUNS [JOBS]]');
    process.exit(2);
  }
  makeRuns({ dataDir: resolve(dataDir), runs: Number(runs), jobs: Number(jobs), endAt: Date.now() });
}
