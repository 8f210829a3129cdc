// What a REST read is measured against: node:http answering the same JSON from the same rows, and nothing else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

type Row = Record<string, unknown>;

const [path = ''] = process.argv.slice(2);
const db = new Database(path, { readonly: true });
const findJob = db.prepare<[string], Row>(
  `SELECT id, name, description, agent_id AS agentId, environment, policy, state, state_reason AS stateReason,
          snoozed_until AS snoozedUntil, owner_id AS owner, visibility, tags, folder, owner_id AS createdBy,
          created_at AS createdAt, updated_at AS updatedAt,
          (SELECT min(next_at) FROM triggers WHERE job_id = jobs.id AND deleted_at IS NULL) AS nextAt
   FROM jobs WHERE id = ? AND deleted_at IS NULL`,
);
const listTriggers = db.prepare<[string], Row>(
  `SELECT id, name, kind, expr, timezone, enabled, start_at AS startAt, end_at AS endAt, max_runs AS maxRuns,
          jitter_seconds AS jitterSeconds, exclusions, environment, filter, debounce_seconds AS debounceSeconds, batch,
          every_seconds AS everySeconds, for_seconds AS forSeconds, next_at AS nextAt
   FROM triggers WHERE job_id = ? AND deleted_at IS NULL ORDER BY position`,
);

const server = createServer((request, response) => {
  const id = request.url?.split('/').at(-1) ?? '';
  const job = findJob.get(id);
  if (job === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = JSON.stringify({
    ...job,
    triggers: listTriggers.all(id).map((row) => ({
      ...row,
      enabled: row.enabled === 1,
      exclusions: JSON.parse(String(row.exclusions)),
      batch: JSON.parse(String(row.batch)),
      ...instants(row, ['startAt', 'endAt', 'nextAt']),
    })),
    policy: JSON.parse(String(job.policy)),
    tags: JSON.parse(String(job.tags)),
    ...instants(job, ['snoozedUntil', 'nextAt', 'createdAt', 'updatedAt']),
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
});
server.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`),
); // it listens on TCP

function instants(row: Row, names: string[]): Row {
  return Object.fromEntries(
    names.map((name) => [name, row[name] === null ? null : new Date(Number(row[name])).toISOString()]),
  );
}
