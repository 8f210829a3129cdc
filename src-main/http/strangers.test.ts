import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from './open-test-host.ts';
import { listOperations, type Operation } from './operations.ts';

const someId = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const pathOf = ({ path }: Operation) => `/api/v1${path.replace('{number}', '1').replace(/\{\+?\w+\}/g, someId)}`;
const isWrite = ({ method }: Operation) => method !== 'GET';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost({ origins: ['https://friend.example'], hosts: ['automa.lan'] });
});
afterAll(() => host.close());

describe('without valid credentials', () => {
  const closed = listOperations().filter(({ guard }) => guard.access !== 'public');

  it.each([
    ['no credentials', {}],
    ['a junk bearer', { authorization: 'Bearer junk' }],
    ['an API token that was never made', { authorization: `Bearer automa_pat_AAAAAAAA_${'A'.repeat(43)}_000000` }],
    ['an unsigned JWT', { authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.` }],
    ['basic authentication', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['a junk cookie', { cookie: 'automa_session=junk', 'x-automa': '1' }],
    ['two session cookies', { cookie: 'automa_session=a; automa_session=b', 'x-automa': '1' }],
  ])('every operation that is not public answers 401 to %s', async (_what, headers) => {
    expect(closed.length).toBeGreaterThan(50);
    for (const operation of closed) {
      const answer = await host.call(operation.method, pathOf(operation), {
        headers,
        ...(isWrite(operation) ? { json: {} } : {}),
        from: '127.0.3.1',
      });
      expect([operation.name, answer.status]).toEqual([operation.name, 401]);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="automa"');
      expect(answer.json).toMatchObject({ type: 'urn:automa:problem:unauthenticated', status: 401 });
    }
  });

  it('the body of a stranger is not read: a large one is refused as early as a small one', async () => {
    const upload = await host.raw(
      `POST /api/v1/scripts/${someId}/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 40000000\r\n\r\n--x`,
      500,
    );
    expect(upload).toMatch(/^HTTP\/1\.1 401 /);
    const login = await host.raw(
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 40000000\r\n\r\n--x',
      500,
    );
    expect(login).toMatch(/^HTTP\/1\.1 415 /);
  });
});

describe('H3 DNS rebinding', () => {
  const paths = [
    '/',
    '/index.html',
    '/api/v1/auth/me',
    '/api/v1/openapi.json',
    '/api/docs/',
    '/health',
    '/health/ready',
    '/api/v1/changes/stream',
    '/mcp',
  ];

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    'localhost.evil.example:80',
    'localhost@evil.example',
    '127.1',
    '[::2]',
    'localhost:80:80',
    '2130706433',
  ])('refuses the name %s with 421 before anything else', async (name) => {
    for (const path of paths)
      expect([path, (await host.call('GET', path, { headers: { host: name } })).status]).toEqual([path, 421]);
  });

  it('refuses no name, an empty one and two with 400', async () => {
    for (const path of paths) {
      for (const lines of [
        '',
        'Host: \r\n',
        'Host: localhost\r\nHost: evil.example\r\n',
        'Host: evil.example\r\nHost: localhost\r\n',
      ]) {
        expect(await host.raw(`GET ${path} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`), `${path} ${lines}`).toMatch(
          /^HTTP\/1\.1 400 /,
        );
      }
    }
  });

  it('refuses a target with a name of its own, which would outrank the header', async () => {
    for (const target of ['http://evil.example/api/v1/auth/me', `http://127.0.0.1:${host.port}/api/v1/auth/me`]) {
      expect(await host.raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 421 /,
      );
    }
  });

  it('refuses the upgrade to a socket under a foreign name', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    expect(await host.raw(`GET /rpc HTTP/1.1\r\nHost: evil.example\r\n${upgrade}`)).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('answers to loopback names and those it was told, in any case and with any port', async () => {
    for (const name of ['localhost', 'LOCALHOST:1', '127.0.0.1:4680', '[::1]:80', 'automa.lan', 'Automa.LAN:8080']) {
      expect([name, (await host.call('GET', '/health', { headers: { host: name } })).status]).toEqual([name, 200]);
    }
  });
});

describe('H4 cross-site calls', () => {
  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['the origin null', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['the other scheme', { origin: 'https://127.0.0.1' }],
    ['a cross-site mark', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site mark', { 'sec-fetch-site': 'same-site' }],
    ['a cross-site navigation', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('are refused with 403 for %s, and no Access-Control header is given', async (_what, headers) => {
    for (const [method, path] of [
      ['GET', '/api/v1/auth/me'],
      ['GET', '/api/v1/openapi.json'],
      ['POST', '/api/v1/auth/login'],
      ['OPTIONS', '/api/v1/scripts'],
      ['GET', '/api/v1/changes/stream'],
    ] as const) {
      const answer = await host.call(method, path, {
        as: host.people.admin,
        headers,
        ...(method === 'POST' ? { json: {} } : {}),
      });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('a link from elsewhere may open the page, but not embed it or send a form to it', async () => {
    const open = (headers: Record<string, string>) =>
      host.call('GET', '/api/docs/', { headers: { 'sec-fetch-site': 'cross-site', ...headers } });
    expect((await open({ 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await open({ 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await open({ 'sec-fetch-mode': 'navigate', origin: 'https://evil.example' })).status).toBe(403);
  });

  it('a listed origin may read answers and ask beforehand, without cookies', async () => {
    const origin = 'https://friend.example';
    const asked = await host.call('OPTIONS', '/api/v1/scripts', {
      headers: { origin, 'access-control-request-method': 'POST', 'sec-fetch-site': 'cross-site' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'origin' });
    expect(asked.headers['access-control-allow-headers']).toContain('authorization');
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined();
    const answer = await host.call('GET', '/api/v1/auth/me', {
      as: host.people.user,
      headers: { origin, 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  });
});

describe('H5 simple requests', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'text/json',
    'application/jsonp',
    '',
  ])('a body of type "%s" is 415 at every operation that changes something', async (type) => {
    for (const operation of listOperations().filter(isWrite)) {
      const isUpload = operation.name === 'scripts.upload';
      if (isUpload && type.startsWith('multipart')) continue;
      const answer = await host.call(operation.method, pathOf(operation), {
        as: host.people.admin,
        body: '{"a":1}',
        headers: type === '' ? {} : { 'content-type': type },
      });
      expect([operation.name, answer.status]).toEqual([operation.name, 415]);
    }
  });
});

describe('H12 verbs', () => {
  it('methods a path does not know are 405 with Allow, unknown ones refused, and nothing of it is 5xx', async () => {
    const known = Map.groupBy(listOperations(), (operation) => pathOf(operation));
    for (const [path, operations] of known) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE']) {
        if (operations.some((operation) => operation.method === method)) continue;
        if (/\/(jobs\/(preview|bulk|import-crontab)|versions\/publish)$/.test(path)) continue; // could also be an id, or a number
        const answer = await host.call(method, path, { as: host.people.admin });
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        expect(answer.headers.allow?.split(', ').toSorted()).toEqual(
          operations.map((operation) => operation.method).toSorted(),
        );
      }
      expect((await host.call('PROPFIND', path, { as: host.people.admin })).status).toBe(404);
    }
  });

  it('a method override is not heard', async () => {
    const answer = await host.call('POST', `/api/v1/users/${someId}?_method=PATCH`, {
      as: host.people.admin,
      json: {},
      headers: { 'x-http-method-override': 'PATCH' },
    });
    expect(answer.status).toBe(405);
  });
});
