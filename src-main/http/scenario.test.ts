import { afterAll, beforeAll, expect, it } from 'vitest';
import { compilePublished } from './compile-published.ts';
import { type Answer, type Call, eventually, goodPassword, openTestHost, type TestHost } from './open-test-host.ts';
import { makeOpenApi } from './openapi.ts';

let host: TestHost;
let document: Record<string, unknown>;
const seen = new Set<string>();
beforeAll(async () => {
  host = await openTestHost();
  document = JSON.parse(JSON.stringify(await makeOpenApi('1.2.3')));
  await host.app.ready;
}, 60_000);
afterAll(() => host.close());

/** Calls an operation as the document describes it, and holds its answer against the schema published for it. */
async function call(
  method: string,
  template: string,
  ids: Record<string, unknown> = {},
  more: Call & { query?: string; status?: number } = {},
): Promise<Answer> {
  const { query = '', status = 200, ...rest } = more;
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(ids[name]));
  const answer = await host.call(method, `/api/v1${path}${query}`, { as: host.people.admin, ...rest });
  const what = `${method} ${template}`;
  expect([what, answer.status, answer.status < 400 ? '' : answer.text]).toEqual([what, status, '']);
  const operation = Object(Object(document.paths)[template])[method.toLowerCase()];
  const schema = operation.responses[String(answer.status)]?.content?.['application/json']?.schema;
  expect(schema, `${what} has no schema for ${answer.status}`).toBeDefined();
  expect(compilePublished(document, schema).safeParse(answer.json).error, what).toBeUndefined();
  seen.add(what);
  return answer;
}

it('what a person does in a day answers as the document says', async () => {
  const email = 'eva@example.org';
  const user = await call('POST', '/users', {}, { json: { email, password: goodPassword, name: 'Eva' }, status: 201 });
  await call('GET', '/users');
  await call('PATCH', '/users/{id}', { id: user.json.id }, { json: { role: 'admin' } });
  const login = await call('POST', '/auth/login', {}, { json: { email, password: goodPassword } });
  const eva = { as: String(login.json.accessToken) };
  await call('GET', '/auth/me', {}, eva);
  await call('GET', '/auth/sessions', {}, eva);
  const token = await call(
    'POST',
    '/tokens',
    {},
    { ...eva, json: { name: 'ci', scopes: ['jobs:read'], expiresAt: '2999-01-01T00:00:00+02:00' }, status: 201 },
  );
  await call('GET', '/tokens', {}, eva);
  await call('DELETE', '/tokens/{id}', { id: Object(token.json.token).id }, eva);

  const content = 'def main(name: str = "x"):\n    print("hello", name)\n    return {"said": name}\n';
  const script = {
    id: (await call('POST', '/scripts', {}, { json: { name: 'Greeter', content, tags: ['a'] }, status: 201 })).json.id,
  };
  await call('GET', '/scripts', {}, { query: '?q=greet&tag=a' });
  await call('GET', '/scripts/{id}', script);
  await call('PUT', '/scripts/{id}', script, { json: { name: 'Greeter' } });
  await call('PATCH', '/scripts/{id}', script, { json: { visibility: 'shared' } });
  await call('GET', '/scripts/{id}/draft', script);
  await call('POST', '/scripts/{id}/validate', script, { json: { content: 'def broken(:\n' } });
  await call('POST', '/scripts/{id}/versions/publish', script, { json: { changelog: 'first' }, status: 201 });
  const again = await call('POST', '/scripts/{id}/versions/publish', script, { json: {} });
  expect(again.json.created).toBe(false);
  const mark = '----a-long-text-that-is-in-no-script';
  const head = `--${mark}\r\nContent-Disposition: form-data; name="artifact"; filename="main.py"\r\n\r\n`;
  const upload = await call('POST', '/scripts/{id}/upload', script, {
    query: '?publish=true',
    body: `${head}${content}# 2\n\r\n--${mark}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${mark}` },
  });
  expect(upload.json.version).toMatchObject({ number: 2, origin: 'upload' });
  await call('PUT', '/scripts/{id}/draft', script, { json: { content } });
  await call('GET', '/scripts/{id}/versions', script);
  await call('GET', '/scripts/{id}/versions/{number}', { ...script, number: 1 });
  await call('POST', '/scripts/{id}/versions/{number}/activate', { ...script, number: 1 }, { json: {} });
  await call('GET', '/scripts/{id}/diff', script, { query: '?from=1&to=draft' });
  await call('POST', '/scripts/{id}/test-run', script, {
    json: { input: { name: 'Ada' }, profile: { limits: 'best-effort' } },
    status: 202,
  });

  const profile = { isolation: 'any', limits: 'best-effort' };
  const agent = {
    id: (await call('POST', '/agents', {}, { json: { name: 'Greeter', scriptId: script.id, profile }, status: 201 }))
      .json.id,
  };
  await call('GET', '/agents');
  await call('GET', '/agents/{id}', agent);
  await call('PATCH', '/agents/{id}', agent, { json: { config: { a: 1 } } });
  await call('PUT', '/agents/{id}', agent, { json: { name: 'Greeter', scriptId: script.id, profile } });
  await call('GET', '/agents/{id}/status', agent);
  await call('POST', '/agents/{id}/start', agent, { json: { input: { name: 'Bob' } }, status: 202 });

  const trigger = { kind: 'cron', expr: '0 8 * * MON-FRI', timezone: 'Europe/Bratislava' };
  await call('POST', '/jobs/preview', {}, { json: { trigger, count: 3 } });
  const job = {
    id: (
      await call(
        'POST',
        '/jobs',
        {},
        { json: { name: 'Greet', agentId: agent.id, triggers: [trigger], input: { name: 'Job' } }, status: 201 },
      )
    ).json.id,
  };
  await call('GET', '/jobs', {}, { query: '?sort=nextAt&kind=cron&limit=1' });
  await call('GET', '/jobs/{id}', job);
  await call('PATCH', '/jobs/{id}', job, { json: { policy: { retry: { max: 1 } } } });
  await call('PUT', '/jobs/{id}', job, { json: { name: 'Greet', agentId: agent.id, schedule: trigger } });
  await call('POST', '/jobs/{id}/pause', job, { json: {} });
  await call('POST', '/jobs/{id}/resume', job, { json: {} });
  await call('POST', '/jobs/{id}/snooze', job, { json: { seconds: 60 } });
  await call('POST', '/jobs/{id}/skip-next', job, { json: {} });
  await call('DELETE', '/jobs/{id}/skip-next', job);
  const copy = await call('POST', '/jobs/{id}/duplicate', job, { json: { name: 'Greet again' }, status: 201 });
  await call('POST', '/jobs/bulk', {}, { json: { ids: [copy.json.id], action: 'delete' } });
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', dryRun: true };
  await call('POST', '/jobs/{id}/backfill', job, { json: window, status: 202 });
  const table = '30 2 * * * python3 report.py\n* * * * * tar cf x\n';
  await call('POST', '/jobs/import-crontab', {}, { json: { text: table } });
  const event = await call(
    'POST',
    '/events',
    {},
    { json: { type: 'order.created', payload: { total: 5 } }, status: 201 },
  );
  await call('GET', '/events', {}, { query: '?type=order.*&limit=1' });
  await call('GET', '/events/{id}', { id: Object(event.json.event).id });
  await call('PUT', '/scheduler/hold', {}, { json: { reason: 'lunch' } });
  await call('DELETE', '/scheduler/hold', {}, { json: { made: 'catch-up' } });
  await call('GET', '/calendar', {}, { query: '?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&limit=10' });
  await call('GET', '/settings');
  await call('PATCH', '/settings', {}, { json: { imageBuild: 'manual' } });
  await call('GET', '/jobs/{id}/occurrences', job, {
    query: '?from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z&limit=50',
  });
  const started = await call('POST', '/jobs/{id}/run-now', job, { json: { input: { name: 'now' } }, status: 202 });
  const run = { id: Object(started.json.run).id };
  const done = await eventually(async () => {
    const { json } = await call('GET', '/runs/{id}', run);
    return json.finishedAt !== null && json;
  }, 90_000);
  expect(done).toMatchObject({ status: 'succeeded', result: { said: 'now' }, executor: 'embedded' });
  await call('GET', '/jobs/{id}/executions', job);
  await call('GET', '/runs', {}, { query: '?status=succeeded&trigger=manual' });
  await call('GET', '/runs/{id}/logs', run);
  await call('GET', '/runs/{id}/logs', run, { query: '?q=hello&stream=stdout' });
  await call('GET', '/runs/{id}/artifacts', run);
  const rerun = await call('POST', '/runs/{id}/rerun', run, { json: {}, status: 202 });
  await call('POST', '/runs/{id}/cancel', { id: Object(rerun.json.run).id }, { json: { reason: 'enough' } });
  const files = [{ path: 'a.py', content: 'print(1)' }];
  await call(
    'POST',
    '/runs',
    {},
    { json: { title: 'a.py', files, entrypoint: 'a.py', profile: { isolation: 'container' } }, status: 202 },
  );

  await call('GET', '/audit/logs', {}, { query: '?action=job&limit=5' });
  expect((await call('GET', '/audit/verify')).json.ok).toBe(true);
  await call('GET', '/monitoring/system');
  await call('GET', '/scheduler');
  await call('GET', '/health');
  await call('GET', '/auth/session');
  await call('POST', '/jobs/{id}/cancel', job, { json: { runs: 'stop' } });
  await call('DELETE', '/jobs/{id}', job);
  await call('DELETE', '/agents/{id}', agent);
  await call('DELETE', '/scripts/{id}', script);

  const refreshed = await call('POST', '/auth/refresh', {}, { json: { refreshToken: login.json.refreshToken } });
  const later = { as: String(refreshed.json.accessToken) };
  await call(
    'POST',
    '/auth/password',
    {},
    { ...later, json: { currentPassword: goodPassword, newPassword: 'granite-heron-violet' } },
  );
  const other = await call('POST', '/auth/login', {}, { json: { email, password: 'granite-heron-violet' } });
  const sessions = await call('GET', '/auth/sessions', {}, { as: String(other.json.accessToken) });
  const [elsewhere] = (sessions.json.items as { id: string; current: boolean }[]).filter(({ current }) => !current);
  await call('DELETE', '/auth/sessions/{id}', { id: elsewhere?.id }, { as: String(other.json.accessToken) });
  await call('POST', '/auth/logout', {}, { as: String(other.json.accessToken), json: {} });
}, 180_000);

it('and that was every operation that answers in JSON but for three', () => {
  const published = Object.entries(Object(document.paths)).flatMap(([path, item]) =>
    Object.entries(Object(item) as Record<string, { responses: Record<string, { content?: object }> }>).flatMap(
      ([method, { responses }]) => {
        const success = responses['200'] ?? responses['201'] ?? responses['202'];
        return success?.content !== undefined && 'application/json' in success.content
          ? [`${method.toUpperCase()} ${path}`]
          : [];
      },
    ),
  );
  expect(published.filter((operation) => !seen.has(operation)).toSorted()).toEqual([
    'POST /auth/register',
    'POST /auth/token',
    'POST /system/image', // would build one, for minutes
  ]);
});
