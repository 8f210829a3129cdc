import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobs } from '../db/schema/jobs.ts';
import { openTestHost, type TestHost } from './open-test-host.ts';

let host: TestHost;
let agentId: unknown;
beforeAll(async () => {
  host = await openTestHost();
  await host.app.ready;
  const { id: scriptId } = (await post('/scripts', { name: 'script', content: 'print(1)' })).json;
  await post(`/scripts/${scriptId}/versions/publish`, {});
  const profile = { isolation: 'any', limits: 'best-effort' };
  agentId = (await post('/agents', { name: 'agent', scriptId, profile })).json.id;
}, 60_000);
afterAll(() => host.close());

const post = (path: string, json: unknown, as: string = host.people.admin.bearer) =>
  host.call('POST', `/api/v1${path}`, { as, json });
const addJobs = (name: string, howMany: number) =>
  Promise.all(
    Array.from({ length: howMany }, async (_, index) =>
      String((await post('/jobs', { name: `${name} ${index}`, agentId })).json.id),
    ),
  );
const inState = (state: 'paused' | 'active') =>
  host.app.core.audit.read.select({ n: count() }).from(jobs).where(eq(jobs.state, state)).get()?.n ?? 0;

it('gives others a turn between two jobs', async () => {
  const ids = await addJobs('many', 50);
  let isOver = false;
  const answer = post('/jobs/bulk', { ids, action: 'pause' }).finally(() => {
    isOver = true;
  });
  const seen = new Set<number>();
  while (!isOver) {
    seen.add(inState('paused'));
    await new Promise(setImmediate);
  }
  expect((await answer).json.results).toEqual(ids.map((id) => ({ id, ok: true })));
  expect(seen.size).toBeGreaterThan(10);
});

it('does to each job what its own call does, and says of each how it went', async () => {
  const [first = '', second = ''] = await addJobs('each', 2);
  const act = async (action: string) => (await post('/jobs/bulk', { ids: [first, second], action })).json.results;
  const done = [
    { id: first, ok: true },
    { id: second, ok: true },
  ];
  expect(await act('pause')).toEqual(done);
  expect(await act('resume')).toEqual(done);
  expect(await act('run-now')).toEqual(done.map((each) => ({ ...each, runId: expect.any(String) })));
  expect(await act('skip-next')).toEqual(done.map(({ id }) => ({ id, ok: false, message: expect.any(String) })));
  expect(await act('cancel')).toEqual(done);
  expect(await act('delete')).toEqual(done);
  expect(await act('delete')).toEqual(done.map(({ id }) => ({ id, ok: false, message: expect.any(String) })));
});

it('starts nothing for who may only change jobs, and writes down that it was asked to', async () => {
  const [id = ''] = await addJobs('guarded', 1);
  const { secret } = (await post('/tokens', { name: 'changes only', scopes: ['jobs:read', 'jobs:write'] })).json;
  const refused = await post('/jobs/bulk', { ids: [id], action: 'run-now' }, String(secret));
  expect([refused.status, refused.json.detail]).toEqual([403, expect.stringContaining('jobs:run')]);
  const { json } = await host.call('GET', '/api/v1/audit/logs?action=access.denied', { as: host.people.admin });
  expect(json.items).toEqual([
    expect.objectContaining({
      resource: { type: 'operation', id: 'jobs.bulk', name: 'jobs.bulk' },
      details: { scope: 'jobs:run' },
    }),
  ]);
  expect((await post('/jobs/bulk', { ids: [id], action: 'pause' }, String(secret))).status).toBe(200);
});
