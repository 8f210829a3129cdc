import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogPage } from '#contract/runs.ts';
import { eventually, goodPassword, openTestHost, type TestHost } from './open-test-host.ts';
import { openTestStream, type ServerEvent } from './open-test-stream.ts';
import { securityHeaders } from './security-headers.ts';

const source = `
import os, time
os.makedirs('/out/sub', exist_ok=True)
open('/out/page.html', 'w').write('<script>alert(1)</script>')
open('/out/drawing.svg', 'w').write('<svg onload="alert(1)"/>')
open('/out/sub/caf\\u00e9 "1".js', 'w').write('alert(1)')
open('/out/empty', 'w').close()
for n in range(1, 41):
    print('line', n, flush=True)
    time.sleep(0.02)
`;

let host: TestHost;
let runId: string;
beforeAll(async () => {
  host = await openTestHost();
  await host.app.ready;
  const as = host.people.admin;
  const script = await host.call('POST', '/api/v1/scripts', { as, json: { name: 'talks', content: source } });
  const run = await host.call('POST', `/api/v1/scripts/${script.json.id}/test-run`, {
    as,
    json: { profile: { limits: 'best-effort' } },
  });
  runId = String(Object(run.json.run).id);
}, 120_000);
afterAll(() => host.close());

const linesOf = (events: ServerEvent[]) =>
  events.filter(({ event }) => event === 'message').flatMap(({ data }) => LogPage.parse(data).lines);
const isComplete = (events: ServerEvent[]) =>
  events.some(({ event, data }) => event === 'message' && LogPage.parse(data).complete);
const finished = () =>
  eventually(async () => {
    const { json } = await host.call('GET', `/api/v1/runs/${runId}`, { as: host.people.admin });
    if (json.status !== 'succeeded' && json.finishedAt !== null)
      throw new Error(`the run ended ${json.status}: ${json.reason}`);
    return json.finishedAt !== null;
  }, 90_000);

describe('H20 server-sent events', () => {
  it('bring a log as it grows; a reader that was cut off goes on where it was, without gap or repeat', async () => {
    const path = `/api/v1/runs/${runId}/logs/stream`;
    const first = await openTestStream(host, path, { as: host.people.admin });
    expect(first.status).toBe(200);
    expect(first.headers).toMatchObject({
      ...securityHeaders,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    await first.until((events) => linesOf(events).length >= 5, 90_000);
    first.close();
    const lastId = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    const second = await openTestStream(host, path, { as: host.people.admin, headers: { 'last-event-id': lastId } });
    await second.until(isComplete, 60_000);
    expect(await second.ended()).toBeLessThan(5_000);
    const lines = [...linesOf(first.events), ...linesOf(second.events)];
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual(
      Array.from({ length: 40 }, (_, n) => `line ${n + 1}`),
    );
  }, 150_000);

  it.each(['-1', 'NaN', '1e999', '999999999999999999999', '"; drop', ''])(
    'a Last-Event-ID of %j does no harm',
    async (id) => {
      await finished();
      const stream = await openTestStream(host, `/api/v1/runs/${runId}/logs/stream`, {
        as: host.people.admin,
        headers: { 'last-event-id': id },
      });
      expect(stream.status).toBe(200);
      await stream.until(isComplete);
      stream.close();
    },
    120_000,
  );

  it('a log one may not see is 404 before the stream begins, and a stranger is 401', async () => {
    const stream = await openTestStream(host, `/api/v1/runs/${runId}/logs/stream`, { as: host.people.user });
    expect([stream.status, stream.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    stream.close();
    const stranger = await openTestStream(host, '/api/v1/changes/stream');
    expect(stranger.status).toBe(401);
    stranger.close();
  });

  it('ten tabs of one session all hear what happens, and end within 5 s of its logout', async () => {
    const login = await host.call('POST', '/api/v1/auth/login', {
      json: { email: host.people.user.email, password: goodPassword, cookie: true },
    });
    const cookie = login.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const tabs = await Promise.all(
      Array.from({ length: 10 }, () =>
        openTestStream(host, '/api/v1/changes/stream', { headers: { cookie, origin: host.origin } }),
      ),
    );
    const made = await host.call('POST', '/api/v1/scripts', { as: host.people.user, json: { name: 'heard by ten' } });
    for (const tab of tabs) await tab.until((events) => JSON.stringify(events).includes(String(made.json.id)));
    await host.call('POST', '/api/v1/auth/logout', { headers: { cookie, 'x-automa': '1' }, json: {} });
    for (const tab of tabs) expect(await tab.ended(5_000)).toBeLessThan(5_000);
  });

  it('begins with an empty list, after which nothing is missed', async () => {
    const stream = await openTestStream(host, '/api/v1/changes/stream', { as: host.people.user });
    const [first] = await stream.until((events) => events.length > 0 && events);
    expect(first?.data).toEqual([]);
    const made = await host.call('POST', '/api/v1/scripts', { as: host.people.user, json: { name: 'right after' } });
    await stream.until((events) => JSON.stringify(events).includes(String(made.json.id)));
    stream.close();
  });

  it('nobody hears of what others keep to themselves, nor of what their token is not for', async () => {
    const { call, people } = host;
    const narrow = await call('POST', '/api/v1/tokens', {
      as: people.user,
      json: { name: 'jobs only', scopes: ['jobs:read'] },
    });
    const streams = await Promise.all(
      [people.other, people.user, String(narrow.json.secret)].map((as) =>
        openTestStream(host, '/api/v1/changes/stream', { as }),
      ),
    );
    const hidden = await call('POST', '/api/v1/scripts', { as: people.user, json: { name: 'kept to myself' } });
    const shown = await call('POST', '/api/v1/scripts', {
      as: people.user,
      json: { name: 'for everyone', visibility: 'shared' },
    });
    const [other, own, token] = streams;
    await other?.until((events) => JSON.stringify(events).includes(String(shown.json.id)));
    await own?.until((events) => JSON.stringify(events).includes(String(shown.json.id)));
    expect(JSON.stringify(other?.events)).not.toContain(String(hidden.json.id));
    expect(JSON.stringify(other?.events)).not.toMatch(/"topic":"(audit|users)"/);
    expect(JSON.stringify(own?.events)).toContain(String(hidden.json.id));
    expect(JSON.stringify(token?.events)).not.toContain('"topic":"scripts"');
    for (const stream of streams) stream.close();
  });

  it('a reader that has gone leaves nothing behind', async () => {
    const count = () =>
      host.door.fastify.server.listenerCount('request') +
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = count();
    for (let n = 0; n < 30; n++) {
      const stream = await openTestStream(host, '/api/v1/changes/stream', { as: host.people.user });
      stream.close();
    }
    await eventually(async () => count() <= before + 5);
  });
});

describe('a log as text', () => {
  it('is the whole of it, one stream of it, or the page that is asked for', async () => {
    await finished();
    const text = (query: string, accept = 'text/plain') =>
      host.call('GET', `/api/v1/runs/${runId}/logs${query}`, { as: host.people.admin, headers: { accept } });
    const all = await text('?stream=stdout');
    expect([all.status, all.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(all.headers).toMatchObject(securityHeaders);
    expect(all.text).toBe(Array.from({ length: 40 }, (_, n) => `line ${n + 1}\n`).join(''));
    expect((await text('?stream=stdout&limit=2')).text.split('\n').length).toBe(3);
    expect((await text('?q=line%2040&stream=stdout')).text).toBe('line 40\n');
    expect((await text('')).text).toContain('line 40\n');
    for (const query of ['?stream=x', '?limit=0', '?limit=5001', '?evil=1', '?from=x', '?q='])
      expect([query, (await text(query)).status]).toEqual([query, 422]);
    expect((await text('?limit=2', 'application/json, text/plain, */*')).json).toMatchObject({
      total: expect.any(Number),
      complete: true,
    });
  }, 120_000);
});

describe('H22 artifacts', () => {
  it.each(['page.html', 'drawing.svg', 'sub/café "1".js', 'empty'])(
    '%s is downloaded, never shown, run or guessed at',
    async (path) => {
      await finished();
      const answer = await host.call(
        'GET',
        `/api/v1/runs/${runId}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`,
        { as: host.people.admin },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'content-length': String(Buffer.byteLength(answer.text)),
      });
      const disposition = answer.headers['content-disposition'] ?? '';
      expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/);
      expect(disposition.match(/"/g)?.length).toBe(2);
    },
    120_000,
  );

  it('are listed, and only what is in the folder is found', async () => {
    await finished();
    const list = await host.call('GET', `/api/v1/runs/${runId}/artifacts`, { as: host.people.admin });
    expect((list.json.items as { path: string }[]).map(({ path }) => path)).toEqual([
      'drawing.svg',
      'empty',
      'page.html',
      'sub/café "1".js',
    ]);
    for (const path of [
      'nothing',
      '../1/out/page.html',
      '..%2f..%2fautoma.db',
      '%2e%2e/%2e%2e/%2e%2e/automa.db',
      'sub',
      'sub/',
      '%00',
      '/etc/passwd',
      '.automa/state.json',
      'page.html%00.txt',
    ]) {
      const answer = await host.raw(
        `GET /api/v1/runs/${runId}/artifacts/${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${host.people.admin.bearer}\r\nConnection: close\r\n\r\n`,
        2_000,
      );
      expect([path, /^HTTP\/1\.1 (404|400) /.test(answer)]).toEqual([path, true]);
    }
  }, 120_000);
});
