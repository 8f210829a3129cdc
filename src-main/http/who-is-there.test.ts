import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodPassword, openTestHost, type TestHost } from './open-test-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const ask = (headers: Record<string, string> = {}) => host.call('GET', '/api/v1/auth/session', { headers });

describe('who sits in front of a page', { timeout: 60_000 }, () => {
  it('is nobody for a stranger and for a cookie that is worth nothing, which is no failure', async () => {
    for (const headers of [{}, { cookie: `automa_session=${'a'.repeat(43)}` }, { authorization: 'Bearer nothing' }]) {
      const answer = await ask(headers);
      expect([answer.status, answer.json]).toEqual([200, { state: 'signed-out' }]);
    }
  });

  it('is whoever signed in, until they sign out', async () => {
    const { email } = host.people.user;
    const login = await host.call('POST', '/api/v1/auth/login', {
      json: { email, password: goodPassword, cookie: true },
    });
    const [cookie = ''] = String(login.headers['set-cookie']).split(';');
    expect((await ask({ cookie })).json).toMatchObject({ state: 'signed-in', via: 'session', user: { email } });
    await host.call('POST', '/api/v1/auth/logout', { headers: { cookie, 'x-automa': '1' }, json: {} });
    expect((await ask({ cookie })).json).toEqual({ state: 'signed-out' });
  });

  it('cannot be anybody before the server is set up', async () => {
    const fresh = await openTestHost({ isSetUp: false });
    const answer = await fresh.call('GET', '/api/v1/auth/session');
    expect([answer.status, answer.json]).toEqual([200, { state: 'not-set-up' }]);
    await fresh.close();
  });
});
