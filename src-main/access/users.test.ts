import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scopesOfRole } from '#contract/scopes.ts';
import type { Caller } from './caller.ts';
import { goodPassword, openTestAccess, type TestAccess } from './open-test-access.ts';

let test: TestAccess;
beforeEach(() => {
  test = openTestAccess();
});
afterEach(() => test.close());

async function callerFor(email: string): Promise<Caller> {
  const principal = await test.whoIs((await test.login(email)).grant.accessToken);
  if (typeof principal === 'string') throw new Error(principal);
  return test.callerOf(principal);
}

const conflict = expect.objectContaining({ code: 'conflict' });

describe('users', () => {
  it('are made with a role and a name, the part before the @ where none is given', async () => {
    const owner = test.callerOf(test.access.localOwner());
    const input = { email: 'Ann@Example.com', password: goodPassword, role: 'viewer' } as const;
    const user = await test.access.users.create(owner, input);
    expect(user).toMatchObject({
      email: 'ann@example.com',
      name: 'ann',
      role: 'viewer',
      isActive: true,
      lastLoginAt: null,
    });
    expect(test.access.users.get(user.id)).toEqual(user);
    expect(test.access.users.list()).toHaveLength(2);
  });

  it('have addresses of their own, whatever the case', async () => {
    await test.addUser('ann@example.com');
    await expect(test.addUser('ANN@example.com')).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: 'email' }],
    });
  });

  it('change in what is given and nothing else, with before and after in the audit log', async () => {
    const id = await test.addUser('ann@example.com');
    const owner = test.callerOf(test.access.localOwner());
    expect(test.access.users.update(owner, id, { role: 'viewer' })).toMatchObject({ name: 'ann', role: 'viewer' });
    const entry = test.database.read.all<{ details: string }>(
      "select details from audit_entries where action = 'user.update'",
    );
    expect(JSON.parse(entry[0]?.details ?? '')).toEqual({ role: { from: 'user', to: 'viewer' }, endedSessions: 0 });
    expect(test.access.users.update(owner, id, {})).toMatchObject({ name: 'ann', role: 'viewer' });
  });

  it('that do not exist are a 404', () => {
    const owner = test.callerOf(test.access.localOwner());
    expect(() => test.access.users.update(owner, 'x', {})).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('the last administrator', () => {
  it('cannot switch off or demote themselves, until there is another who can log in', async () => {
    const id = await test.addUser('ann@example.com', 'admin');
    const ann = await callerFor('ann@example.com');
    expect(() => test.access.users.update(ann, id, { role: 'user' })).toThrow(conflict);
    expect(() => test.access.users.update(ann, id, { isActive: false })).toThrow(conflict);
    expect(test.access.users.update(ann, id, { name: 'Ann', role: 'admin' })).toMatchObject({ name: 'Ann' });
    await test.addUser('bob@example.com', 'admin');
    expect(test.access.users.update(ann, id, { role: 'user' })).toMatchObject({ role: 'user' });
  });

  it('may be switched off by the person at the machine, who never can be', async () => {
    const id = await test.addUser('ann@example.com', 'admin');
    const ann = await callerFor('ann@example.com');
    const owner = test.callerOf(test.access.localOwner());
    expect(() => test.access.users.update(ann, owner.principal.userId, { isActive: false })).toThrow(conflict);
    expect(() => test.access.users.update(owner, owner.principal.userId, { role: 'user' })).toThrow(conflict);
    expect(test.access.users.update(owner, id, { isActive: false })).toMatchObject({ isActive: false });
  });
});

describe('a token for users', () => {
  it('makes viewers, but nobody with more scopes than itself', async () => {
    await test.addUser('ann@example.com', 'admin');
    const ann = await callerFor('ann@example.com');
    const scopes = ['users:write', ...scopesOfRole.viewer] as const;
    const principal = await test.whoIs(test.access.tokens.create(ann, { name: 'hr', scopes }).secret);
    if (typeof principal === 'string') throw new Error(principal);
    const make = (email: string, role: 'admin' | 'viewer') =>
      test.access.users.create(test.callerOf(principal), { email, password: goodPassword, role });
    await expect(make('eve@example.com', 'admin')).rejects.toMatchObject({ code: 'forbidden' });
    const viewer = await make('bob@example.com', 'viewer');
    expect(() => test.access.users.update(test.callerOf(principal), viewer.id, { role: 'admin' })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});

describe('a password reset by an administrator', () => {
  it('lets the new one in, the old one not, and ends every session', async () => {
    const id = await test.addUser('ann@example.com');
    const { grant } = await test.login('ann@example.com');
    const password = 'gravel-onyx-kettle';
    await test.access.users.resetPassword(test.callerOf(test.access.localOwner()), id, password);
    expect(await test.whoIs(grant.accessToken)).toBe('invalid');
    await expect(test.login('ann@example.com')).rejects.toMatchObject({ code: 'unauthenticated' });
    await test.access.logins.login({ email: 'ann@example.com', password }, test.from());
  });
});
