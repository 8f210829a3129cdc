import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scopes } from '#contract/scopes.ts';
import { makeAccess } from './access.ts';
import { cheapCost, commonPasswordsFile, goodPassword, openTestAccess, type TestAccess } from './open-test-access.ts';

let test: TestAccess;
beforeEach(() => {
  test = openTestAccess();
});
afterEach(() => test.close());

function register(setupToken: string, more: { email?: string; password?: string } = {}) {
  const input = { setupToken, email: 'ann@example.com', password: goodPassword, name: 'Ann', ...more };
  return test.access.setUp.register(input, test.from());
}

describe('H16 first start', () => {
  it('has the local owner and no account one could log in with', () => {
    expect(test.access.setUp.isDone()).toBe(false);
    expect(test.access.users.list()).toMatchObject([
      { email: null, role: 'admin', isActive: true, hasPassword: false },
    ]);
    expect(test.access.localOwner()).toMatchObject({ kind: 'owner', isAdmin: true, scopes: new Set(scopes) });
  });

  it('a second start finds the same local owner and the same signing key', async () => {
    await test.addUser('ann@example.com');
    const { grant } = await test.login('ann@example.com');
    const { audit, clock, dataDir } = test;
    const again = makeAccess({ audit, clock, dataDir, commonPasswordsFile, hashCost: cheapCost });
    expect(again.localOwner().userId).toBe(test.access.localOwner().userId);
    expect(await again.principals.resolve({ authorization: `Bearer ${grant.accessToken}` })).toMatchObject({
      via: 'bearer',
    });
  });

  it('the set-up token makes one administrator, signs them in, and is spent', async () => {
    const token = test.access.setUp.issueToken() ?? '';
    const { grant } = await register(token);
    expect(grant.user).toMatchObject({ email: 'ann@example.com', name: 'Ann', role: 'admin', hasPassword: true });
    expect(await test.whoIs(grant.accessToken)).toMatchObject({ isAdmin: true });
    expect(test.access.setUp.isDone()).toBe(true);
    expect(test.access.setUp.issueToken()).toBeUndefined();
    await expect(register(token, { email: 'eve@example.com' })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('of two who use it at once one gets in', async () => {
    const token = test.access.setUp.issueToken() ?? '';
    const settled = await Promise.allSettled(
      ['a@example.com', 'b@example.com'].map((email) => register(token, { email })),
    );
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(test.access.users.list()).toHaveLength(2);
  });

  it('a wrong, an old or a replaced token, or one of an earlier process, is refused', async () => {
    const refused = { code: 'unauthenticated' };
    await expect(register('')).rejects.toMatchObject(refused);
    const replaced = test.access.setUp.issueToken() ?? '';
    const token = test.access.setUp.issueToken() ?? '';
    await expect(register(replaced)).rejects.toMatchObject(refused);
    const { audit, clock, dataDir } = test;
    const restarted = makeAccess({ audit, clock, dataDir, commonPasswordsFile, hashCost: cheapCost });
    const input = { setupToken: token, email: 'ann@example.com', password: goodPassword };
    await expect(restarted.setUp.register(input, test.from())).rejects.toMatchObject(refused);
    test.clock.advance(30 * 60_000);
    await expect(register(token)).rejects.toMatchObject(refused);
    expect(test.access.setUp.isDone()).toBe(false);
  });

  it('a password that is refused does not spend the token', async () => {
    const token = test.access.setUp.issueToken() ?? '';
    await expect(register(token, { password: 'administrator' })).rejects.toMatchObject({
      errors: [{ path: 'password' }],
    });
    await register(token);
  });
});

describe('an administrator from the environment', () => {
  const create = (email: string, password: string) =>
    test.access.setUp.createAdministrator({ email, password }, test.from());

  it('is made once; later starts change nothing', async () => {
    expect(await create('Ann@Example.com', goodPassword)).toBe(true);
    expect(await create('eve@example.com', 'gravel-onyx-kettle')).toBe(false);
    expect(test.access.users.list().map(({ email }) => email)).toEqual([null, 'ann@example.com']);
    await test.login('ann@example.com');
  });

  it('is refused by the name of the variable that is wrong', async () => {
    await expect(create('ann', goodPassword)).rejects.toThrow('AUTOMA_ADMIN_EMAIL: "ann" is no e-mail address');
    await expect(create('ann@example.com', 'short')).rejects.toThrow('AUTOMA_ADMIN_PASSWORD: must have at least 12');
  });
});
