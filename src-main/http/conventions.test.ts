import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#contract/errors.ts';
import { type Answer, openTestHost, type TestHost } from './open-test-host.ts';
import { securityHeaders } from './security-headers.ts';

const nowhere = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
let host: TestHost;
let interfaceDir: string;
beforeAll(async () => {
  interfaceDir = mkdtempSync(join(tmpdir(), 'automa-interface-'));
  writeFileSync(join(interfaceDir, 'index.html'), '<!doctype html><title>Automa</title>');
  writeFileSync(join(interfaceDir, '.env'), 'SECRET=1');
  mkdirSync(join(interfaceDir, 'assets'));
  writeFileSync(join(interfaceDir, 'assets/main-abc123.js'), 'export {};');
  symlinkSync('/etc/passwd', join(interfaceDir, 'assets/link.txt'));
  host = await openTestHost({ interfaceDir });
});
afterAll(async () => {
  await host.close();
  rmSync(interfaceDir, { recursive: true });
});

const user = () => host.people.user;
const idOf = ({ json }: Answer) => String(json.id);
const create = (name: string, more: object = {}) =>
  host.call('POST', '/api/v1/scripts', { as: user(), json: { name, ...more } });
const itemsOf = ({ json }: Answer) => (Array.isArray(json.items) ? json.items : []) as { id: string; name: string }[]; // lists have items

describe('problem details', { timeout: 90_000 }, () => {
  it('say what, where and under which id, and which fields are wrong', async () => {
    const answer = await host.call('POST', '/api/v1/jobs/preview?secret=1', {
      as: user(),
      json: { trigger: { kind: 'cron', expr: 'every day', timezone: 'Mars/Base' }, count: 0, evil: 1 },
    });
    expect(answer.status).toBe(422);
    const problem = Problem.parse(answer.json);
    expect(Object.keys(answer.json).toSorted()).toEqual([
      'detail',
      'errors',
      'instance',
      'requestId',
      'status',
      'title',
      'type',
    ]);
    expect(problem).toMatchObject({
      type: 'urn:automa:problem:invalid',
      title: 'Some fields are wrong',
      status: 422,
      instance: '/api/v1/jobs/preview',
      requestId: answer.headers['x-request-id'],
    });
    expect(problem.errors?.map(({ path }) => path).toSorted()).toEqual(['count', 'evil']);
    const expr = await host.call('POST', '/api/v1/jobs/preview', {
      as: user(),
      json: { trigger: { kind: 'cron', expr: 'every day' } },
    });
    expect(expr.json.errors).toMatchObject([{ path: 'trigger.expr' }]);
    const zone = await host.call('POST', '/api/v1/jobs/preview', {
      as: user(),
      json: { trigger: { kind: 'cron', expr: '* * * * *', timezone: 'Mars/Base' } },
    });
    expect(zone.json.errors).toMatchObject([{ path: 'trigger.timezone' }]);
  });

  it('a sane request id is taken over, logged and audited; any other is replaced', async () => {
    const requestId = 'client-chosen.id_1';
    const answer = await host.call('POST', '/api/v1/scripts', {
      as: user(),
      json: { name: 'with an id' },
      headers: { 'x-request-id': requestId },
    });
    expect(answer.headers['x-request-id']).toBe(requestId);
    const audit = await host.call('GET', `/api/v1/audit/logs?resourceId=${answer.json.id}`, { as: host.people.admin });
    expect(audit.json.items).toMatchObject([{ action: 'script.create', requestId }]);
    expect(readFileSync(join(host.dataDir, 'logs/automa.log'), 'utf8')).toContain(requestId);
    for (const wrong of [
      'short',
      'x'.repeat(101),
      'has a space',
      '<script>alert(1)</script>',
      'a;b=c;dddd',
      'id-\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9',
      '"quoted-id"',
    ]) {
      const replaced = await host.call('GET', '/health', {
        headers: { 'x-request-id': Buffer.from(wrong).toString('latin1') },
      });
      expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('security headers', { timeout: 90_000 }, () => {
  const expectAll = (answer: Pick<Answer, 'headers'>, what: string) => {
    for (const [name, value] of Object.entries(securityHeaders))
      expect([what, name, answer.headers[name]]).toEqual([what, name, value]);
    expect(answer.headers['x-request-id'], what).toBeDefined();
    expect(answer.headers['x-powered-by'], what).toBeUndefined();
    expect(answer.headers.server, what).toBeUndefined();
  };

  it('are on every answer: pages, files, data, redirects and refusals', async () => {
    const { call, people } = host;
    const as = people.admin;
    const etag = (await call('GET', '/assets/main-abc123.js')).headers.etag ?? '';
    const answers: [string, number, Promise<Answer>][] = [
      ['the page', 200, call('GET', '/')],
      ['a file', 200, call('GET', '/assets/main-abc123.js')],
      ['a file that is known', 304, call('GET', '/assets/main-abc123.js', { headers: { 'if-none-match': etag } })],
      ['a part of a file', 206, call('GET', '/assets/main-abc123.js', { headers: { range: 'bytes=0-1' } })],
      ['a part that is not there', 400, call('GET', '/assets/main-abc123.js', { headers: { range: 'bytes=900-901' } })],
      ['nothing', 404, call('GET', '/nothing')],
      ['health', 200, call('GET', '/health')],
      ['the documents', 302, call('GET', '/api/docs')],
      ['the document', 200, call('GET', '/api/v1/openapi.json')],
      ['data', 200, call('GET', '/api/v1/auth/me', { as })],
      ['no operation', 404, call('GET', '/api/v1/nothing', { as })],
      ['a broken path', 400, call('GET', '/api/v1/%zz', { as })],
      ['a path without end', 422, call('GET', `/api/v1/runs/${'x'.repeat(6_000)}/logs`, { as })],
      [
        'malformed JSON',
        400,
        call('POST', '/api/v1/scripts', { as, body: '{', headers: { 'content-type': 'application/json' } }),
      ],
      ['a stranger', 401, call('GET', '/api/v1/auth/me')],
      ['another origin', 403, call('GET', '/api/v1/auth/me', { as, headers: { origin: 'https://evil.example' } })],
      ['another method', 405, call('POST', '/api/v1/auth/me', { as, json: {} })],
      ['a large body', 413, call('POST', '/api/v1/scripts', { as, json: { name: 'x'.repeat(1_100_000) } })],
      [
        'another type',
        415,
        call('POST', '/api/v1/scripts', { as, body: 'x', headers: { 'content-type': 'text/plain' } }),
      ],
      ['another host', 421, call('GET', '/', { headers: { host: 'evil.example' } })],
      ['a wrong field', 422, call('POST', '/api/v1/scripts', { as, json: {} })],
      [
        'the token endpoint',
        400,
        call('POST', '/api/v1/auth/token', {
          body: 'grant_type=x',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      ],
      ['the export', 200, call('GET', '/api/v1/audit/export', { as })],
    ];
    for (const [what, status, answering] of answers) {
      const answer = await answering;
      expect([what, answer.status]).toEqual([what, status]);
      expectAll(answer, what);
    }
    for (const [what, request] of [
      ['no HTTP', 'HELLO\r\n\r\n'],
      ['large headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
      ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ] as const) {
      const text = await host.raw(request, 1_000);
      const headers = Object.fromEntries(
        text.split('\r\n').map((line) => [line.split(':')[0]?.toLowerCase(), line.slice(line.indexOf(':') + 2)]),
      );
      expectAll({ headers }, what);
    }
  });

  it('data is never kept by caches, built files are for ever', async () => {
    expect((await host.call('GET', '/api/v1/auth/me', { as: user() })).headers['cache-control']).toBe('no-store');
    expect((await host.call('GET', '/')).headers['cache-control']).toBe('no-cache');
    expect((await host.call('GET', '/assets/main-abc123.js')).headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cx',
    '/.env',
    '/%2eenv',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/index.html/x',
    '/assets/%00',
  ])('of the interface %s is no file', async (path) => {
    const answer = await host.raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 1_000);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(answer).not.toMatch(/SECRET|root:/);
  });
});

describe('ETag and If-Match', { timeout: 90_000 }, () => {
  it('of scripts, drafts, agents and jobs: a change by somebody who saw an older state is 412', async () => {
    const script = await create('tagged', { content: 'print(1)\n' });
    await host.call('POST', `/api/v1/scripts/${idOf(script)}/versions/publish`, { as: user(), json: {} });
    const agent = await host.call('POST', '/api/v1/agents', {
      as: user(),
      json: { name: 'tagged', scriptId: idOf(script) },
    });
    const job = await host.call('POST', '/api/v1/jobs', { as: user(), json: { name: 'tagged', agentId: idOf(agent) } });
    for (const [path, method, json] of [
      [`jobs/${idOf(job)}`, 'PATCH', { description: 'x' }],
      [`jobs/${idOf(job)}`, 'PUT', { name: 'tagged', agentId: idOf(agent) }],
      [`agents/${idOf(agent)}`, 'PATCH', { description: 'x' }],
      [`agents/${idOf(agent)}`, 'PUT', { name: 'tagged', scriptId: idOf(script) }],
      [`scripts/${idOf(script)}`, 'PATCH', { description: 'x' }],
      [`scripts/${idOf(script)}`, 'PUT', { name: 'tagged' }],
      [`scripts/${idOf(script)}/draft`, 'PUT', { content: 'print(2)\n' }],
    ] as const) {
      const change = (ifMatch: string) =>
        host.call(method, `/api/v1/${path}`, { as: user(), json, headers: { 'if-match': ifMatch } });
      const { etag = '' } = (await host.call('GET', `/api/v1/${path}`, { as: user() })).headers;
      expect([path, etag]).toEqual([path, expect.stringMatching(/^"\d+"$/)]);
      const changed = await change(etag);
      expect([path, changed.status, changed.headers.etag === etag]).toEqual([path, 200, false]);
      expect(changed.headers.etag).toMatch(/^"\d+"$/);
      const stale = await change(etag);
      expect([stale.status, stale.json.type]).toEqual([412, 'urn:automa:problem:revision-mismatch']);
      for (const wrong of ['"999999"', 'W/"1"', 'junk', '"1", "2"', '""'])
        expect([wrong, (await change(wrong)).status]).toEqual([wrong, 412]);
      expect((await change('*')).status).toBe(200);
    }
    for (const path of [`jobs/${idOf(job)}`, `agents/${idOf(agent)}`, `scripts/${idOf(script)}`]) {
      const stale = await host.call('DELETE', `/api/v1/${path}`, { as: user(), headers: { 'if-match': '"1"' } });
      expect([path, stale.status]).toEqual([path, 412]);
      const { etag = '' } = (await host.call('GET', `/api/v1/${path}`, { as: user() })).headers;
      expect([
        path,
        (await host.call('DELETE', `/api/v1/${path}`, { as: user(), headers: { 'if-match': etag } })).status,
      ]).toEqual([path, 200]);
    }
  });

  it('of many who change the same state at once one succeeds', async () => {
    const script = await create('contended');
    const changes = Array.from({ length: 20 }, (_, n) =>
      host.call('PATCH', `/api/v1/scripts/${idOf(script)}`, {
        as: user(),
        json: { description: `by ${n}` },
        headers: { 'if-match': script.headers.etag ?? '' },
      }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBe(1);
    expect(statuses.filter((status) => status === 412).length).toBe(19);
  });
});

describe('Idempotency-Key', { timeout: 90_000 }, () => {
  const once = (key: string, json: object, as = user()) =>
    host.call('POST', '/api/v1/scripts', { as, json, headers: { 'idempotency-key': key } });

  it('50 equal calls at once make one thing and have one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => once('fifty', { name: 'one of fifty' })));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(itemsOf(await host.call('GET', '/api/v1/scripts?q=one%20of%20fifty', { as: user() })).length).toBe(1);
  });

  it('50 equal starts at once make one run', async () => {
    const script = await create('started once', { content: 'print(1)\n' });
    await host.call('POST', `/api/v1/scripts/${idOf(script)}/versions/publish`, { as: user(), json: {} });
    const agent = await host.call('POST', '/api/v1/agents', {
      as: user(),
      json: { name: 'started once', scriptId: idOf(script) },
    });
    const job = await host.call('POST', '/api/v1/jobs', {
      as: user(),
      json: { name: 'started once', agentId: idOf(agent) },
    });
    const start = () =>
      host.call('POST', `/api/v1/jobs/${idOf(job)}/run-now`, {
        as: user(),
        json: {},
        headers: { 'idempotency-key': 'start' },
      });
    const answers = await Promise.all(Array.from({ length: 50 }, start));
    expect(new Set(answers.map(({ status, json }) => `${status} ${Object(json.run).id}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(itemsOf(await host.call('GET', `/api/v1/jobs/${idOf(job)}/executions`, { as: user() })).length).toBe(1);
  });

  it('another body or operation under the same key is 422, another person has keys of their own', async () => {
    expect((await once('mine', { name: 'mine' })).status).toBe(201);
    expect((await once('mine', { name: 'not mine' })).status).toBe(422);
    const other = await host.call('POST', '/api/v1/jobs', {
      as: user(),
      json: { name: 'mine', agentId: nowhere },
      headers: { 'idempotency-key': 'mine' },
    });
    expect(other.json.errors).toMatchObject([{ path: 'Idempotency-Key' }]);
    expect((await once('mine', { name: 'also mine' }, host.people.admin)).status).toBe(201);
  });

  it('a call that failed is not remembered; of many that failed at once the next may succeed', async () => {
    expect((await once('again', { name: '' })).status).toBe(422);
    expect((await once('again', { name: 'again' })).status).toBe(201);
    const failed = await Promise.all(Array.from({ length: 20 }, () => once('conflict', { name: 'again' })));
    expect(failed.every(({ status }) => status === 409)).toBe(true);
  });

  it.each(['', ' ', 'x'.repeat(201), 'has space', '\u00e9'])('%j is no key', async (key) => {
    const answer = await host.call('POST', '/api/v1/scripts', {
      as: user(),
      json: { name: `key ${key.length}` },
      headers: { 'idempotency-key': Buffer.from(key).toString('latin1') },
    });
    expect([answer.status, answer.json.errors]).toMatchObject([422, [{ path: 'Idempotency-Key' }]]);
  });

  it('the answer is still known after a restart', async () => {
    const first = await once('restart', { name: 'before the restart' });
    await host.restart();
    const second = await once('restart', { name: 'before the restart' });
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect((await once('restart', { name: 'something else' })).status).toBe(422);
  });
});

describe('pages', { timeout: 90_000 }, () => {
  it('hold still: what is there all along is shown once, whatever comes and goes meanwhile', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `page ${String(n).padStart(2, '0')}`);
    for (const name of names) expect((await create(name, { folder: 'paged' })).status).toBe(201);
    const seen: string[] = [];
    let cursor: unknown = '';
    for (let page = 0; cursor !== null; page++) {
      const answer: Answer = await host.call(
        'GET',
        `/api/v1/scripts?folder=paged&limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
        { as: user() },
      );
      expect(answer.status).toBe(200);
      expect(itemsOf(answer).length).toBeLessThanOrEqual(7);
      seen.push(...itemsOf(answer).map(({ name }) => name));
      cursor = answer.json.nextCursor;
      await create(`page 00 new ${page}`, { folder: 'paged' }); // before what was shown
      const [last] = itemsOf(answer).slice(-1);
      if (page === 0) await host.call('DELETE', `/api/v1/scripts/${last?.id}`, { as: user() }); // where the next page begins
    }
    expect(seen.filter((name) => names.includes(name))).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('of the audit log are the same one by one and all at once', async () => {
    const all = await host.call('GET', '/api/v1/audit/logs?limit=200&to=2999-01-01T00:00:00Z&resourceType=script', {
      as: host.people.admin,
    });
    const one: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const answer = await host.call('GET', `/api/v1/audit/logs?limit=1&resourceType=script${cursor}`, {
        as: host.people.admin,
      });
      one.push(...itemsOf(answer));
      cursor = `&cursor=${answer.json.nextCursor}`;
    }
    expect(one).toEqual(itemsOf(all).slice(0, 10));
  });

  it('have 50 items unless more or fewer are asked for', async () => {
    for (let n = 0; n < 30; n++) await create(`many ${n}`);
    expect(itemsOf(await host.call('GET', '/api/v1/scripts', { as: user() })).length).toBe(50);
    expect(itemsOf(await host.call('GET', '/api/v1/scripts?limit=1', { as: user() })).length).toBe(1);
  });
});

describe('health', () => {
  it('says no more than that to strangers, and more to who may read the system', async () => {
    await host.app.ready;
    for (const path of ['/health', '/health/live', '/health/ready'])
      expect((await host.call('GET', path)).json).toEqual({ status: 'ok' });
    expect((await host.call('GET', '/health', { as: user() })).json).toEqual({ status: 'ok' });
    expect((await host.call('GET', '/health', { as: 'junk' })).json).toEqual({ status: 'ok' });
    expect((await host.call('GET', '/health', { as: host.people.admin })).json).toMatchObject({
      status: 'ok',
      system: { database: { ok: true } },
    });
  });
});
