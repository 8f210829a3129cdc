import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  eventually,
  goodPassword,
  openTestHost,
  type TestHost,
  type TestPerson,
} from './open-test-host.ts';
import { openTestSocket } from './open-test-socket.ts';
import { openTestStream } from './open-test-stream.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

/** Logins are counted per address, so each test comes from one of its own. */
let addresses = 0;
const newAddress = () => `127.0.7.${++addresses}`;
const login = (person: TestPerson, more: { json?: object; headers?: Record<string, string>; from?: string } = {}) =>
  host.call('POST', '/api/v1/auth/login', {
    from: more.from ?? newAddress(),
    json: { email: person.email, password: goodPassword, ...more.json },
    ...(more.headers === undefined ? {} : { headers: more.headers }),
  });
const withCookie = async (person: TestPerson, headers?: Record<string, string>) =>
  cookieOf(await login(person, { json: { cookie: true }, ...(headers === undefined ? {} : { headers }) }));
const me = (headers: Record<string, string>) => host.call('GET', '/api/v1/auth/me', { headers });
const own = (cookie: string) => ({ cookie, 'x-automa': '1' });

describe('the session cookie', { timeout: 60_000 }, () => {
  it('cannot be read by scripts nor sent along by other sites, and holds a secret of 256 bits', async () => {
    const answer = await login(host.people.user, { json: { cookie: true } });
    expect(answer.status).toBe(200);
    const [header = ''] = answer.headers['set-cookie'] ?? [];
    expect(header).toMatch(/^automa_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.text).not.toContain(cookieOf(answer).split('=')[1]);
  });

  it('is not given to programs that do not ask for it', async () => {
    expect((await login(host.people.user)).headers['set-cookie']).toBeUndefined();
  });

  it('lets in; writes also need the header that no other site can set', async () => {
    const cookie = await withCookie(host.people.user);
    expect((await me({ cookie })).json).toMatchObject({ via: 'session', user: { email: host.people.user.email } });
    for (const headers of [{ cookie }, { cookie, 'x-automa': '0' }, { cookie, 'x-requested-with': 'XMLHttpRequest' }]) {
      const refused = await host.call('POST', '/api/v1/scripts', { headers, json: { name: 'csrf' } });
      expect(refused.status).toBe(403);
    }
    for (const [method, path] of [
      ['PUT', '/api/v1/scripts/x'],
      ['PATCH', '/api/v1/scripts/x'],
      ['DELETE', '/api/v1/scripts/x'],
      ['POST', '/api/v1/auth/logout'],
      ['POST', '/api/v1/auth/login'],
    ] as const) {
      expect([method, path, (await host.call(method, path, { headers: { cookie }, json: {} })).status]).toEqual([
        method,
        path,
        403,
      ]);
    }
    expect(
      (await host.call('POST', '/api/v1/scripts', { headers: own(cookie), json: { name: 'no csrf' } })).status,
    ).toBe(201);
  });

  it('does not help where a bearer is wrong', async () => {
    const cookie = await withCookie(host.people.user);
    expect((await me({ cookie, authorization: 'Bearer junk' })).status).toBe(401);
  });
});

describe('H6 session fixation', { timeout: 60_000 }, () => {
  it('a login makes a new secret, and the one the browser came with is worth nothing any more', async () => {
    const first = await withCookie(host.people.user);
    const second = await withCookie(host.people.user, own(first));
    expect(second).not.toBe(first);
    expect((await me({ cookie: first })).status).toBe(401);
    expect((await me({ cookie: second })).status).toBe(200);
    const planted = await withCookie(host.people.user, own('automa_session=planted'));
    expect(planted).not.toContain('planted');
    expect((await me({ cookie: 'automa_session=planted' })).status).toBe(401);
  });
});

describe('H7 revocation', { timeout: 60_000 }, () => {
  it('after a logout the next request is 401, with the cookie and with the access token, and the cookie is taken back', async () => {
    const answer = await login(host.people.user, { json: { cookie: true } });
    const cookie = cookieOf(answer);
    const out = await host.call('POST', '/api/v1/auth/logout', { headers: own(cookie), json: {} });
    expect(out.status).toBe(200);
    expect(out.headers['set-cookie']).toEqual(['automa_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']);
    expect((await me({ cookie })).status).toBe(401);
    expect((await me({ authorization: `Bearer ${answer.json.accessToken}` })).status).toBe(401);
    const refresh = await host.call('POST', '/api/v1/auth/refresh', {
      json: { refreshToken: answer.json.refreshToken },
      from: newAddress(),
    });
    expect(refresh.status).toBe(401);
  });

  it('a refresh token serves once; when it comes back its whole family ends', async () => {
    const { json } = await login(host.people.user);
    const refresh = (refreshToken: unknown) =>
      host.call('POST', '/api/v1/auth/refresh', { json: { refreshToken }, from: newAddress() });
    const next = await refresh(json.refreshToken);
    expect(next.status).toBe(200);
    expect((await refresh(json.refreshToken)).status).toBe(401);
    expect((await refresh(next.json.refreshToken)).status).toBe(401);
    expect((await me({ authorization: `Bearer ${next.json.accessToken}` })).status).toBe(401);
  });

  it('streams and sockets end within 5 s of the logout', async () => {
    const { json } = await login(host.people.user);
    const bearer = String(json.accessToken);
    const stream = await openTestStream(host, '/api/v1/changes/stream', { as: bearer });
    const socket = await openTestSocket(host, { authorization: `Bearer ${bearer}` });
    expect(stream.status).toBe(200);
    expect((await socket.client.auth.me()).via).toBe('access-token');
    await host.call('POST', '/api/v1/auth/logout', { as: bearer, json: {} });
    await expect(socket.client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await stream.ended(5_000)).toBeLessThan(5_000);
    expect(await socket.closed).toEqual({ code: 1008, reason: 'signed out' });
  });

  it('a token that is revoked, a person who is switched off and a role that is cut are felt at once, by streams within 5 s', async () => {
    const { call, people } = host;
    const created = await call('POST', '/api/v1/users', {
      as: people.admin,
      json: { email: 'brief@example.org', password: goodPassword, role: 'admin' },
    });
    const person = { id: String(created.json.id), email: 'brief@example.org', bearer: '' };
    const bearer = String((await login(person)).json.accessToken);
    const made = await call('POST', '/api/v1/tokens', { as: bearer, json: { name: 'brief', scopes: ['users:read'] } });
    const token = String(made.json.secret);
    const change = (json: object) => call('PATCH', `/api/v1/users/${person.id}`, { as: people.admin, json });
    const users = (as: string) => call('GET', '/api/v1/users', { as }).then(({ status }) => status);
    expect([await users(bearer), await users(token)]).toEqual([200, 200]);

    const asAdmin = await openTestStream(host, '/api/v1/changes/stream', { as: bearer });
    await change({ role: 'user' });
    expect([await users(bearer), await users(token)]).toEqual([403, 403]);
    expect(await asAdmin.ended(5_000)).toBeLessThan(5_000);

    const byToken = await openTestStream(host, '/api/v1/changes/stream', { as: token });
    expect((await call('DELETE', `/api/v1/tokens/${Object(made.json.token).id}`, { as: bearer })).status).toBe(200);
    expect(await users(token)).toBe(401);
    expect(await byToken.ended(5_000)).toBeLessThan(5_000);

    const socket = await openTestSocket(host, { authorization: `Bearer ${bearer}` });
    await change({ isActive: false });
    expect((await call('GET', '/api/v1/auth/me', { as: bearer })).status).toBe(401);
    expect((await login(person)).status).toBe(401);
    expect((await socket.closed).code).toBe(1008);
  });
});

describe('H8 what is in the database lets nobody in', { timeout: 60_000 }, () => {
  it('no text of any column is a credential', async () => {
    const cookie = await withCookie(host.people.admin);
    const db = new Database(join(host.dataDir, 'automa.db'), { readonly: true });
    const texts = new Set<string>();
    for (const table of ['users', 'sessions', 'session_secrets', 'tokens', 'idempotency_keys', 'settings']) {
      const exists = db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table);
      if (exists === undefined) continue;
      for (const row of db.prepare(`select * from ${table}`).all())
        for (const value of Object.values(Object(row))) if (typeof value === 'string') texts.add(value);
    }
    db.close();
    expect(texts.size).toBeGreaterThan(30);
    for (const secret of [cookie.split('=')[1], host.people.admin.bearer])
      expect([...texts].join('\n')).not.toContain(secret);
    for (const text of texts) {
      const value = text.replaceAll(/[^\x21-\x7e]/g, '');
      for (const headers of [{ authorization: `Bearer ${value}` }, { cookie: `automa_session=${value}` }]) {
        const answer = await host.call('GET', '/api/v1/auth/me', { headers, from: newAddressOf(value) });
        expect([text, answer.status]).toEqual([text, 401]);
      }
    }
  });

  it('no log of ours has a secret in it', async () => {
    const files = readdirSync(join(host.dataDir, 'logs'));
    expect(files.length).toBeGreaterThan(0);
    const { readFileSync } = await import('node:fs');
    const text = files.map((file) => readFileSync(join(host.dataDir, 'logs', file), 'utf8')).join('\n');
    for (const secret of [host.people.admin.bearer, goodPassword]) expect(text).not.toContain(secret);
  });
});

describe('H10 brute force', { timeout: 60_000 }, () => {
  it('the sixth wrong password of an account is 429 with Retry-After, from wherever it comes and whatever it says of itself', async () => {
    const statuses: number[] = [];
    let last: Answer | undefined;
    for (let n = 0; n < 8; n++) {
      last = await login(host.people.other, {
        json: { password: 'wrong' },
        headers: { 'x-forwarded-for': `10.0.0.${n}`, forwarded: `for=10.0.1.${n}`, 'x-real-ip': `10.0.2.${n}` },
      });
      statuses.push(last.status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const wait = Number(last?.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await login(host.people.other)).status).toBe(429); // also with the right one, until the minute is over
    expect((await login(host.people.user)).status).toBe(200); // others are not locked out with them
    expect((await host.call('GET', '/api/v1/auth/me', { as: host.people.other })).status).toBe(200); // nor is who is in already
  });

  it('an address has 20 failures, over all accounts and all doors, and a forged header does not make it another', async () => {
    const from = newAddress();
    const statuses: number[] = [];
    for (let n = 0; n < 22; n++) {
      const headers = { 'x-forwarded-for': `10.9.9.${n}` };
      const answer =
        n % 2 === 0
          ? await host.call('POST', '/api/v1/auth/login', {
              from,
              headers,
              json: { email: `nobody${n}@example.org`, password: 'wrong' },
            })
          : await host.call('POST', '/api/v1/auth/token', {
              from,
              headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
              body: `grant_type=password&username=nobody${n}@example.org&password=wrong`,
            });
      statuses.push(answer.status);
    }
    expect(statuses.slice(0, 20).every((status) => status === 401 || status === 400)).toBe(true);
    expect(statuses.slice(20)).toEqual([429, 429]);
    expect((await login(host.people.admin)).status).toBe(200); // from elsewhere
  });

  it('what is no try is not counted: bodies that are wrong in themselves', async () => {
    const from = newAddress();
    for (let n = 0; n < 30; n++) {
      const answer = await host.call('POST', '/api/v1/auth/login', {
        from,
        json: { email: 'not an address', password: '' },
      });
      expect(answer.status).toBe(422);
    }
    expect((await login(host.people.admin, { from })).status).toBe(200);
  });

  it('an address without credentials has 1,200 requests a minute', async () => {
    const from = newAddress();
    let last: Answer | undefined;
    for (let n = 0; n < 1_200; n += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => host.call('GET', '/api/v1/auth/me', { from })),
      );
      last = answers.at(-1);
      expect(answers.every(({ status }) => status === 401)).toBe(true);
    }
    last = await host.call('GET', '/api/v1/auth/me', { from });
    expect(last.status).toBe(429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect(last.json).toMatchObject({ type: 'urn:automa:problem:rate-limited' });
    expect((await host.call('GET', '/api/v1/auth/me', { from, as: host.people.admin })).status).toBe(200);
  });
});

describe('H16 the first start', () => {
  it('nobody has an account: all but health, documents and the page is 503 until the one-time link was used', async () => {
    const fresh = await openTestHost({ isSetUp: false });
    try {
      const setupToken = fresh.app.core.access.setUp.issueToken();
      const { json } = await fresh.call('GET', '/api/v1/openapi.json');
      const statuses = new Map<string, number>();
      for (const [path, item] of Object.entries(Object(json.paths))) {
        for (const method of Object.keys(Object(item))) {
          if (['/auth/register', '/auth/session', '/health'].includes(path)) continue;
          const answer = await fresh.call(method.toUpperCase(), `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`, {
            ...(path === '/auth/token'
              ? {
                  headers: { 'content-type': 'application/x-www-form-urlencoded' },
                  body: 'grant_type=password&username=admin@example.org&password=admin',
                }
              : method === 'get'
                ? {}
                : { json: {} }),
          });
          statuses.set(`${method} ${path}`, answer.status);
          expect([path, answer.json.type]).toEqual([path, 'urn:automa:problem:not-set-up']);
        }
      }
      expect([...new Set(statuses.values())]).toEqual([503]);
      expect((await fresh.call('GET', '/health')).status).toBe(200);
      expect((await fresh.call('GET', '/health/ready')).status).toBe(503);
      expect((await fresh.call('GET', '/api/docs/')).status).toBe(200);

      const register = (token: unknown) =>
        fresh.call('POST', '/api/v1/auth/register', {
          json: { setupToken: token, email: 'first@example.org', password: goodPassword },
        });
      expect((await register('guess')).status).toBe(401);
      const [one, two] = await Promise.all([register(setupToken), register(setupToken)]);
      expect([one.status, two.status].toSorted()).toEqual([201, 401]);
      expect((await register(setupToken)).status).toBe(401);
      const [winner] = [one, two].filter(({ status }) => status === 201);
      expect((await fresh.call('GET', '/api/v1/auth/me', { as: String(winner?.json.accessToken) })).json).toMatchObject(
        { user: { role: 'admin' } },
      );
      await eventually(async () => (await fresh.call('GET', '/health/ready')).status === 200);
    } finally {
      await fresh.close();
    }
  }, 60_000);
});

function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** Spreads many calls over addresses, so that their limit is not what is found. */
function newAddressOf(text: string): string {
  return `127.0.8.${(text.length % 250) + 1}`;
}
