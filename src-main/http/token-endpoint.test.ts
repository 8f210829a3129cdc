import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodPassword, openTestHost, type TestHost } from './open-test-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const ask = (form: string, headers: Record<string, string> = {}) =>
  host.call('POST', '/api/v1/auth/token', {
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const login = () =>
  ask(
    new URLSearchParams({
      grant_type: 'password',
      username: host.people.user.email,
      password: goodPassword,
      scope: 'ignored',
      client_id: 'ignored',
    }).toString(),
  );

describe('the OAuth 2 token endpoint (RFC 6749)', { timeout: 60_000 }, () => {
  it('gives tokens for a password that work, and that no cache keeps', async () => {
    const answer = await login();
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': 'application/json; charset=utf-8',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(Object.keys(answer.json).toSorted()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 1_800 });
    expect((await host.call('GET', '/api/v1/auth/me', { as: String(answer.json.access_token) })).json).toMatchObject({
      via: 'access-token',
    });
  });

  it('rotates refresh tokens', async () => {
    const { json } = await login();
    const next = await ask(`grant_type=refresh_token&refresh_token=${json.refresh_token}`);
    expect(next.status).toBe(200);
    expect(next.json.refresh_token).not.toBe(json.refresh_token);
    const again = await ask(`grant_type=refresh_token&refresh_token=${json.refresh_token}`);
    expect([again.status, again.json.error]).toEqual([400, 'invalid_grant']);
    expect((await ask(`grant_type=refresh_token&refresh_token=${next.json.refresh_token}`)).json.error).toBe(
      'invalid_grant',
    );
  });

  it.each([
    ['a wrong password', 'grant_type=password&username=ursula@example.org&password=wrong', 'invalid_grant'],
    ['an unknown person', 'grant_type=password&username=nobody@example.org&password=wrong', 'invalid_grant'],
    ['a wrong refresh token', 'grant_type=refresh_token&refresh_token=wrong', 'invalid_grant'],
    ['another grant', 'grant_type=client_credentials', 'unsupported_grant_type'],
    ['no grant', 'username=a@example.org&password=b', 'invalid_request'],
    ['nothing', '', 'invalid_request'],
    ['no password', 'grant_type=password&username=a@example.org', 'invalid_request'],
    ['no address', 'grant_type=password&username=a&password=b', 'invalid_request'],
    [
      'a parameter given twice',
      'grant_type=password&grant_type=password&username=a@example.org&password=b',
      'invalid_request',
    ],
    ['__proto__', '__proto__=1&grant_type=constructor', 'unsupported_grant_type'],
  ])('refuses %s with an error of its own kind', async (_what, form, error) => {
    const answer = await ask(form);
    expect([answer.status, answer.json.error]).toEqual([400, error]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
    expect(Object.keys(answer.json).toSorted()).toEqual(['error', 'error_description']);
  });

  it('takes forms only, of a reasonable size, by POST', async () => {
    expect((await host.call('POST', '/api/v1/auth/token', { json: { grant_type: 'password' } })).status).toBe(415);
    expect((await host.call('POST', '/api/v1/auth/token', { body: 'x' })).status).toBe(415);
    expect((await ask(`grant_type=password&username=${'x'.repeat(20_000)}`)).status).toBe(413);
    const get = await host.call('GET', '/api/v1/auth/token?grant_type=password');
    expect([get.status, get.headers.allow]).toEqual([405, 'POST']);
  });

  it('a client that also shows a secret of its own, as many do, is not put off', async () => {
    expect(
      (
        await ask(`grant_type=password&username=${host.people.other.email}&password=${goodPassword}`, {
          authorization: 'Basic Y2xpZW50OnNlY3JldA==',
        })
      ).status,
    ).toBe(200);
  });
});
