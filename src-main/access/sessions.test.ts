import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goodPassword, openTestAccess, type TestAccess } from './open-test-access.ts';
import type { Principal } from './principal.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let test: TestAccess;
beforeEach(() => {
  test = openTestAccess();
});
afterEach(() => test.close());

/** Whom a session cookie stands for. */
async function whoHas(cookieSecret: string | null): Promise<Principal | 'none' | 'invalid'> {
  const resolved = await test.access.principals.resolve({ cookie: `automa_session=${cookieSecret}` });
  return typeof resolved === 'string' ? resolved : resolved.principal;
}

async function principalOf(bearer: string): Promise<Principal> {
  const principal = await test.whoIs(bearer);
  if (typeof principal === 'string') throw new Error(`expected a principal, got ${principal}`);
  return principal;
}

function sessionIds(principal: Principal): string[] {
  return test.access.sessions.list(test.callerOf(principal)).map(({ id }) => id);
}

function findEntries(action: string) {
  return test.database.read
    .all<{ outcome: string; details: string; actor_name: string }>(
      `select outcome, details, actor_name from audit_entries where action = '${action}' order by seq`,
    )
    .map((row) => ({ outcome: row.outcome, actor: row.actor_name, details: JSON.parse(row.details) }));
}

describe('credentials of a request', () => {
  beforeEach(() => test.addUser('ann@example.com'));

  it('none, a cookie and an access token are told apart', async () => {
    const { grant, cookieSecret, sessionId } = await test.login('ann@example.com', { cookie: true });
    const { resolve } = test.access.principals;
    expect(await resolve({})).toBe('none');
    expect(await resolve({ cookie: 'theme=dark' })).toBe('none');
    expect(await resolve({ cookie: `automa_session=${cookieSecret}` })).toMatchObject({
      via: 'cookie',
      principal: { kind: 'session', sessionId, email: 'ann@example.com', role: 'user', isAdmin: false },
    });
    expect(await resolve({ authorization: `bearer ${grant.accessToken}` })).toMatchObject({
      via: 'bearer',
      principal: { kind: 'access-token', sessionId },
    });
  });

  it('over TLS only the cookie bound to the host counts', async () => {
    const { cookieSecret } = await test.login('ann@example.com', { cookie: true });
    const { resolve } = test.access.principals;
    expect(await resolve({ cookie: `automa_session=${cookieSecret}`, isSecure: true })).toBe('none');
    expect(await resolve({ cookie: `__Host-automa_session=${cookieSecret}`, isSecure: true })).toMatchObject({
      via: 'cookie',
    });
  });

  it('a wrong bearer is not made good by a right cookie', async () => {
    const { cookieSecret } = await test.login('ann@example.com', { cookie: true });
    for (const authorization of ['Bearer x', 'Bearer ', '', 'Basic YW5uOng=', `Bearer ${cookieSecret}`]) {
      const credentials = { authorization, cookie: `automa_session=${cookieSecret}` };
      expect(await test.access.principals.resolve(credentials)).toBe('invalid');
    }
  });

  it('a refresh token is neither a cookie nor a bearer', async () => {
    const { grant } = await test.login('ann@example.com', { cookie: true });
    expect(await whoHas(grant.refreshToken)).toBe('invalid');
    expect(await test.whoIs(grant.refreshToken)).toBe('invalid');
  });
});

describe('H6 session fixation', () => {
  it('a login makes a new session, ends the one the browser came with, and takes over nothing', async () => {
    await test.addUser('ann@example.com');
    const before = await test.login('ann@example.com', { cookie: true });
    const presentedCookie = before.cookieSecret ?? '';
    const after = await test.login('ann@example.com', { cookie: true, presentedCookie });
    expect(after.sessionId).not.toBe(before.sessionId);
    expect(after.cookieSecret).not.toBe(before.cookieSecret);
    expect(await whoHas(before.cookieSecret)).toBe('invalid');
    expect(await test.whoIs(before.grant.accessToken)).toBe('invalid');
    expect(await whoHas(after.cookieSecret)).toMatchObject({ sessionId: after.sessionId });
  });

  it('a made-up cookie stays worthless after a login that came with it', async () => {
    await test.addUser('ann@example.com');
    const planted = 'A'.repeat(43);
    await test.login('ann@example.com', { cookie: true, presentedCookie: planted });
    expect(await whoHas(planted)).toBe('invalid');
  });
});

describe('H7 revocation counts from the next request on', () => {
  let userId = '';
  beforeEach(async () => {
    userId = await test.addUser('ann@example.com', 'admin');
  });

  it('logout ends cookie, access token and refresh token of that session, and no other', async () => {
    const here = await test.login('ann@example.com', { cookie: true });
    const there = await test.login('ann@example.com');
    const principal = await principalOf(here.grant.accessToken);
    test.access.sessions.logout(test.callerOf(principal));
    expect(await whoHas(here.cookieSecret)).toBe('invalid');
    expect(await test.whoIs(here.grant.accessToken)).toBe('invalid');
    await expect(test.access.refresh(here.grant.refreshToken, test.from())).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(test.access.principals.refresh(principal)).toBeUndefined();
    await principalOf(there.grant.accessToken);
    expect(findEntries('auth.logout')).toMatchObject([{ outcome: 'ok', actor: 'ann' }]);
  });

  it('switching a user off ends sessions and API tokens; switching on again revives no session', async () => {
    const { grant } = await test.login('ann@example.com');
    const principal = await principalOf(grant.accessToken);
    const { secret } = test.access.tokens.create(test.callerOf(principal), { name: 'ci', scopes: ['jobs:read'] });
    const token = await principalOf(secret);
    const owner = test.callerOf(test.access.localOwner());
    test.access.users.update(owner, userId, { isActive: false });
    expect(await test.whoIs(grant.accessToken)).toBe('invalid');
    expect(await test.whoIs(secret)).toBe('invalid');
    expect(test.access.principals.refresh(principal)).toBeUndefined();
    expect(test.access.principals.refresh(token)).toBeUndefined();
    await expect(test.login('ann@example.com')).rejects.toMatchObject({ code: 'unauthenticated' });
    test.access.users.update(owner, userId, { isActive: true });
    expect(await test.whoIs(grant.accessToken)).toBe('invalid');
  });

  it('a cut role cuts the scopes of sessions and tokens, also of streams that stay open', async () => {
    const { grant } = await test.login('ann@example.com');
    const principal = await principalOf(grant.accessToken);
    const input = { name: 'ci', scopes: ['jobs:run', 'audit:read', 'jobs:read'] as const };
    const { secret } = test.access.tokens.create(test.callerOf(principal), input);
    test.access.users.update(test.callerOf(test.access.localOwner()), userId, { role: 'viewer' });
    expect((await principalOf(grant.accessToken)).scopes.has('audit:read')).toBe(false);
    expect([...(await principalOf(secret)).scopes]).toEqual(['jobs:read']);
    expect(test.access.principals.refresh(principal)).toMatchObject({ role: 'viewer', isAdmin: false });
  });

  it('tells open streams to look again', async () => {
    const { grant } = await test.login('ann@example.com');
    const told: unknown[] = [];
    test.changes.listen((changes) => told.push(...changes));
    test.access.sessions.logout(test.callerOf(await principalOf(grant.accessToken)));
    expect(told).toContainEqual({ topic: 'users', id: userId });
  });

  it('one ends one’s own sessions singly or all at once, but never another’s', async () => {
    await test.addUser('bob@example.com');
    const [a, b, c] = [
      await test.login('ann@example.com'),
      await test.login('ann@example.com'),
      await test.login('ann@example.com'),
    ];
    const bob = await principalOf((await test.login('bob@example.com')).grant.accessToken);
    const ann = await principalOf(a.grant.accessToken);
    const refused = expect.objectContaining({ code: 'not-found' });
    expect(() => test.access.sessions.revoke(test.callerOf(bob), a.sessionId)).toThrow(refused);
    test.access.sessions.revoke(test.callerOf(ann), b.sessionId);
    expect(() => test.access.sessions.revoke(test.callerOf(ann), b.sessionId)).toThrow(refused);
    expect(sessionIds(ann)).toEqual([c.sessionId, a.sessionId]);
    expect(test.access.sessions.revokeAll(test.callerOf(ann))).toBe(2);
    expect(sessionIds(ann)).toEqual([]);
    expect(sessionIds(bob)).toHaveLength(1);
  });

  it('who has no session cannot end one', async () => {
    const { logout } = test.access.sessions;
    const conflict = expect.objectContaining({ code: 'conflict' });
    expect(() => logout(test.callerOf(test.access.localOwner()))).toThrow(conflict);
  });
});

describe('the life of a session', () => {
  beforeEach(() => test.addUser('ann@example.com'));

  it('with a cookie ends an hour after it was last seen', async () => {
    const { cookieSecret, grant } = await test.login('ann@example.com', { cookie: true });
    test.clock.advance(59 * minute);
    expect(await whoHas(cookieSecret)).toMatchObject({ kind: 'session' });
    test.clock.advance(59 * minute);
    expect(await whoHas(cookieSecret)).toMatchObject({ kind: 'session' });
    test.clock.advance(60 * minute);
    expect(await whoHas(cookieSecret)).toBe('invalid');
    await expect(test.access.refresh(grant.refreshToken, test.from())).rejects.toThrow('sign in again');
  });

  it('with a cookie ends after a day, however busy it is', async () => {
    const { cookieSecret, grant } = await test.login('ann@example.com', { cookie: true });
    let { refreshToken } = grant;
    for (let n = 0; n < 47; n++) {
      test.clock.advance(30 * minute);
      expect(await whoHas(cookieSecret)).toMatchObject({ kind: 'session' });
      ({ refreshToken } = await test.access.refresh(refreshToken, test.from()));
    }
    test.clock.advance(30 * minute);
    expect(await whoHas(cookieSecret)).toBe('invalid');
    await expect(test.access.refresh(refreshToken, test.from())).rejects.toThrow('sign in again');
  });

  it('of tokens lives thirty days from the last refresh', async () => {
    const { grant } = await test.login('ann@example.com');
    test.clock.advance(29 * day);
    const second = await test.access.refresh(grant.refreshToken, test.from());
    await principalOf(second.accessToken);
    test.clock.advance(30 * day - 1);
    const third = await test.access.refresh(second.refreshToken, test.from());
    test.clock.advance(30 * day);
    await expect(test.access.refresh(third.refreshToken, test.from())).rejects.toThrow('sign in again');
  });

  it('is written down as seen at most once a minute', async () => {
    const { grant, cookieSecret } = await test.login('ann@example.com', { cookie: true });
    const principal = await principalOf(grant.accessToken);
    const lastSeen = () => test.access.sessions.list(test.callerOf(principal))[0]?.lastSeenAt;
    const first = lastSeen();
    test.clock.advance(59_999);
    await whoHas(cookieSecret);
    expect(lastSeen()).toBe(first);
    test.clock.advance(1);
    await whoHas(cookieSecret);
    expect(lastSeen()).toBe(new Date(test.clock.now()).toISOString());
  });

  it('the eleventh sign-in ends the oldest', async () => {
    const logins = [];
    for (let n = 0; n < 11; n++) {
      logins.push(await test.login('ann@example.com'));
      test.clock.advance(1);
    }
    expect(await test.whoIs(logins[0]?.grant.accessToken ?? '')).toBe('invalid');
    const principal = await principalOf(logins[1]?.grant.accessToken ?? '');
    expect(sessionIds(principal)).toEqual(
      logins
        .slice(1)
        .reverse()
        .map(({ sessionId }) => sessionId),
    );
    expect(findEntries('auth.login').at(-1)?.details.endedSessions).toEqual([logins[0]?.sessionId]);
  });

  it('is listed with its place and marked when it is the present one', async () => {
    const { grant, sessionId } = await test.login('ann@example.com', { ip: '198.51.100.4' });
    await test.login('ann@example.com');
    const list = test.access.sessions.list(test.callerOf(await principalOf(grant.accessToken)));
    expect(list.filter(({ current }) => current)).toMatchObject([{ id: sessionId, ip: '198.51.100.4' }]);
    expect(list).toHaveLength(2);
  });

  it('is forgotten a month after its end', async () => {
    await test.login('ann@example.com', { cookie: true });
    test.clock.advance(31 * day);
    test.access.sessions.sweep();
    expect(test.database.read.all('select 1 from sessions union all select 1 from session_secrets')).toHaveLength(0);
  });
});

describe('refresh tokens', () => {
  beforeEach(() => test.addUser('ann@example.com'));

  it('serve once; the family ends when one comes back, and the audit log says so', async () => {
    const { grant } = await test.login('ann@example.com');
    const next = await test.access.refresh(grant.refreshToken, test.from());
    expect(next.refreshToken).not.toBe(grant.refreshToken);
    await principalOf(next.accessToken);
    await expect(test.access.refresh(grant.refreshToken, test.from())).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(await test.whoIs(next.accessToken)).toBe('invalid');
    await expect(test.access.refresh(next.refreshToken, test.from())).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(findEntries('auth.refresh-reused')).toMatchObject([
      { outcome: 'denied', actor: 'ann', details: { ended: 1 } },
    ]);
  });

  it('of two that come at once one is served, and the other ends the family', async () => {
    const { grant } = await test.login('ann@example.com');
    const both = [1, 2].map(() => test.access.refresh(grant.refreshToken, test.from()));
    const settled = await Promise.allSettled(both);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [served] = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(await test.whoIs(served?.accessToken ?? '')).toBe('invalid');
  });

  it('that are guessed use up the tries of the address', async () => {
    for (let n = 0; n < 20; n++) {
      await expect(test.access.refresh(`guess-${n}`, test.from())).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    await expect(test.access.refresh('guess', test.from())).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('changing the password', () => {
  it('ends all other sessions, keeps this one, and takes effect at once', async () => {
    await test.addUser('ann@example.com');
    const here = await test.login('ann@example.com');
    const there = await test.login('ann@example.com');
    const caller = test.callerOf(await principalOf(here.grant.accessToken));
    const newPassword = 'gravel-onyx-kettle';
    await test.access.logins.changePassword(caller, { currentPassword: goodPassword, newPassword });
    await principalOf(here.grant.accessToken);
    expect(await test.whoIs(there.grant.accessToken)).toBe('invalid');
    await expect(test.login('ann@example.com')).rejects.toMatchObject({ code: 'unauthenticated' });
    await test.access.logins.login({ email: 'ann@example.com', password: newPassword }, test.from());
    expect(findEntries('auth.password-change')).toMatchObject([{ outcome: 'ok', details: { endedSessions: 1 } }]);
  });

  it('needs the present one, guesses at which are limited and audited, and a new one that is good enough', async () => {
    await test.addUser('ann@example.com');
    const { grant } = await test.login('ann@example.com');
    const caller = test.callerOf(await principalOf(grant.accessToken));
    const change = (currentPassword: string, newPassword: string) =>
      test.access.logins.changePassword(caller, { currentPassword, newPassword });
    await expect(change(goodPassword, 'password1234')).rejects.toMatchObject({ errors: [{ path: 'newPassword' }] });
    for (let n = 0; n < 5; n++) {
      await expect(change('guess', 'gravel-onyx-kettle')).rejects.toMatchObject({
        errors: [{ path: 'currentPassword' }],
      });
    }
    await expect(change(goodPassword, 'gravel-onyx-kettle')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(findEntries('auth.password-change').map(({ outcome }) => outcome)).toEqual(Array(5).fill('denied'));
  });
});
