import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scopes as allScopes } from '#contract/scopes.ts';
import { systemRandom } from './opaque-secret.ts';
import { openTestAccess, type TestAccess } from './open-test-access.ts';
import type { Principal } from './principal.ts';
import { makeTokenSecret, parseTokenSecret } from './tokens.ts';

let test: TestAccess;
let ann: Principal;
beforeEach(async () => {
  test = openTestAccess();
  await test.addUser('ann@example.com');
  const principal = await test.whoIs((await test.login('ann@example.com')).grant.accessToken);
  if (typeof principal === 'string') throw new Error(principal);
  ann = principal;
});
afterEach(() => test.close());

describe('the form of an API token', () => {
  it('is a prefix, 256 bits and a checksum', () => {
    const { prefix, secret } = makeTokenSecret(systemRandom);
    expect(secret).toMatch(/^automa_pat_[0-9A-Za-z]{8}_[\w-]{43}_[0-9A-Za-z]{6}$/);
    expect(secret.startsWith(prefix)).toBe(true);
    expect(parseTokenSecret(secret)).toBe(prefix);
  });

  it('shows a mistyped, cut or lengthened one without a look-up', () => {
    const { secret } = makeTokenSecret(systemRandom);
    for (let at = 11; at < secret.length; at++) {
      const other = secret[at] === 'x' ? 'y' : 'x';
      expect(parseTokenSecret(secret.slice(0, at) + other + secret.slice(at + 1))).toBeUndefined();
    }
    for (const wrong of [secret.slice(0, -1), `${secret}0`, ` ${secret}`, secret.toLowerCase(), ''])
      expect(parseTokenSecret(wrong)).toBeUndefined();
  });
});

describe('API tokens', () => {
  it('stand for their maker with their scopes only, and say when they were last used', async () => {
    const { token, secret } = test.access.tokens.create(test.callerOf(ann), { name: 'ci', scopes: ['jobs:run'] });
    expect(token).toMatchObject({
      name: 'ci',
      scopes: ['jobs:run'],
      userId: ann.userId,
      expiresAt: null,
      lastUsedAt: null,
    });
    const principal = await test.whoIs(secret);
    expect(principal).toMatchObject({ kind: 'api-token', tokenId: token.id, userId: ann.userId, isAdmin: false });
    expect(principal).toMatchObject({ scopes: new Set(['jobs:run']) });
    const usedAt = new Date(test.clock.now()).toISOString();
    expect(test.access.tokens.list(test.callerOf(ann))).toEqual([{ ...token, lastUsedAt: usedAt }]);
    test.clock.advance(59_999);
    await test.whoIs(secret);
    expect(test.access.tokens.list(test.callerOf(ann))[0]?.lastUsedAt).toBe(usedAt);
  });

  it('cannot have a scope their maker lacks, also when the maker is a token', async () => {
    const forbidden = expect.objectContaining({ code: 'forbidden' });
    const make = (principal: Principal, scopes: (typeof allScopes)[number][]) =>
      test.access.tokens.create(test.callerOf(principal), { name: 'more', scopes });
    expect(() => make(ann, ['jobs:read', 'users:write'])).toThrow(forbidden);
    const narrow = await test.whoIs(make(ann, ['tokens:write']).secret);
    if (typeof narrow === 'string') throw new Error(narrow);
    expect(() => make(narrow, ['jobs:read'])).toThrow(forbidden);
    expect(make(test.access.localOwner(), [...allScopes]).token.scopes).toEqual(allScopes);
  });

  it('end at their instant, which must lie ahead', async () => {
    const expiresAt = new Date(test.clock.now() + 1_000).toISOString();
    const { secret } = test.access.tokens.create(test.callerOf(ann), {
      name: 'brief',
      scopes: ['jobs:read'],
      expiresAt,
    });
    expect(await test.whoIs(secret)).toMatchObject({ kind: 'api-token' });
    test.clock.advance(1_000);
    expect(await test.whoIs(secret)).toBe('invalid');
    expect(() =>
      test.access.tokens.create(test.callerOf(ann), { name: 'past', scopes: ['jobs:read'], expiresAt }),
    ).toThrow('expiresAt: must lie in the future');
  });

  it('are revoked by their owner only, and gone from the next request on', async () => {
    const { token, secret } = test.access.tokens.create(test.callerOf(ann), { name: 'ci', scopes: ['jobs:read'] });
    const owner = test.callerOf(test.access.localOwner());
    expect(() => test.access.tokens.revoke(owner, token.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
    test.access.tokens.revoke(test.callerOf(ann), token.id);
    expect(await test.whoIs(secret)).toBe('invalid');
    expect(test.access.tokens.list(test.callerOf(ann))).toEqual([]);
    expect(() => test.access.tokens.revoke(test.callerOf(ann), token.id)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('appear in the audit log without their secret', () => {
    const { token, secret } = test.access.tokens.create(test.callerOf(ann), { name: 'ci', scopes: ['jobs:read'] });
    test.access.tokens.revoke(test.callerOf(ann), token.id);
    const entries = test.database.read.all<{ action: string; resource_id: string }>(
      "select * from audit_entries where action like 'token.%' order by seq",
    );
    expect(entries.map(({ action, resource_id }) => [action, resource_id])).toEqual([
      ['token.create', token.id],
      ['token.revoke', token.id],
    ]);
    expect(JSON.stringify(entries)).not.toContain(secret.slice(20));
  });
});

describe('H8 token theft from the database', () => {
  it('nothing that stands in any column of any table opens the door', async () => {
    test.access.tokens.create(test.callerOf(ann), { name: 'ci', scopes: ['jobs:read'] });
    await test.login('ann@example.com', { cookie: true });
    const tables = test.database.read.all<{ name: string }>("select name from sqlite_master where type = 'table'");
    const values = tables.flatMap(({ name }) =>
      test.database.read.all<Record<string, unknown>>(`select * from "${name}"`).flatMap((row) => Object.values(row)),
    );
    const texts = new Set(values.filter((value) => value !== null).map(String));
    expect(texts.size).toBeGreaterThan(50);
    for (const [at, text] of [...texts].entries()) {
      expect(await test.whoIs(text)).toBe('invalid');
      expect(await test.access.principals.resolve({ cookie: `automa_session=${text}` })).toBe('invalid');
      await expect(test.access.refresh(text, test.from(`198.51.${at >> 8}.${at & 255}`))).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    }
  });
});
