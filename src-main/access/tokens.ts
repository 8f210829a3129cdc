import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Token } from '#contract/auth.ts';
import type { Scope } from '#contract/scopes.ts';
import type { Audit } from '../audit/audit.ts';
import { type Clock, toInstant, toInstantOrNull } from '../base/clock.ts';
import { AppError, invalid, notFound } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { tokens } from '../db/schema/users.ts';
import type { Caller } from './caller.ts';
import { hashSecret, isSameHash, makeSecret, type Random } from './opaque-secret.ts';
import { findUser, type UserRow } from './user-rows.ts';

/** API tokens: credentials for programs, each with a few scopes of its maker. */
export interface Tokens {
  /** The caller's own, newest first, without revoked ones. */
  list(caller: Caller): Token[];
  /** Makes a token; asking for a scope one lacks is a 403. The secret is in the answer and nowhere else. */
  create(
    caller: Caller,
    input: { name: string; scopes: readonly Scope[]; expiresAt?: string | undefined },
  ): { token: Token; secret: string };
  revoke(caller: Caller, id: string): void;
}

type TokenRow = typeof tokens.$inferSelect;

export function makeTokens({ audit, clock, random }: { audit: Audit; clock: Clock; random: Random }): Tokens {
  return {
    list: ({ principal }) =>
      audit.read
        .select()
        .from(tokens)
        .where(and(eq(tokens.userId, principal.userId), isNull(tokens.revokedAt)))
        .orderBy(desc(tokens.createdAt), desc(tokens.id))
        .all()
        .map(toToken),
    create: ({ principal, context }, { name, scopes, expiresAt }) => {
      const now = clock.now();
      const missing = scopes.filter((scope) => !principal.scopes.has(scope));
      if (missing.length > 0)
        throw new AppError('forbidden', `a token cannot have scopes its maker lacks: ${missing.join(', ')}`);
      const expires = expiresAt === undefined ? null : Date.parse(expiresAt);
      if (expires !== null && !(expires > now))
        throw invalid('expiresAt', `must lie in the future, not at ${expiresAt}`);
      const { prefix, secret } = makeTokenSecret(random);
      const row: TokenRow = {
        id: newId(now),
        name,
        prefix,
        secretHash: hashSecret(secret),
        scopes: [...new Set(scopes)],
        userId: principal.userId,
        createdAt: now,
        expiresAt: expires,
        lastUsedAt: null,
        revokedAt: null,
      };
      audit.transact(context, ({ tx, record }) => {
        tx.insert(tokens).values(row).run();
        const details = { prefix, scopes: row.scopes, expiresAt: toInstantOrNull(expires) };
        record({ action: 'token.create', resource: { type: 'token', id: row.id, name }, details });
      });
      return { token: toToken(row), secret };
    },
    revoke: ({ principal, context }, id) =>
      audit.transact(context, ({ tx, record }) => {
        const mine = and(eq(tokens.id, id), eq(tokens.userId, principal.userId), isNull(tokens.revokedAt));
        const row = tx.update(tokens).set({ revokedAt: clock.now() }).where(mine).returning().get();
        if (row === undefined) throw notFound('token', id);
        const details = { prefix: row.prefix };
        record({ action: 'token.revoke', resource: { type: 'token', id, name: row.name }, details });
      }),
  };
}

const byPrefix = prepared((db: ReadDb) =>
  db
    .select()
    .from(tokens)
    .where(eq(tokens.prefix, parameter('prefix')))
    .prepare(),
);
const byId = prepared((db: ReadDb) =>
  db
    .select()
    .from(tokens)
    .where(eq(tokens.id, parameter('id')))
    .prepare(),
);

export interface FoundToken {
  token: TokenRow;
  user: UserRow;
}

/** The token with this secret and its user, if it is valid now. On the path of every request of a program. */
export function findToken(read: ReadDb, secret: string, now: number): FoundToken | undefined {
  const prefix = parseTokenSecret(secret);
  const token = prefix === undefined ? undefined : byPrefix(read).get({ prefix });
  if (token === undefined || !isSameHash(token.secretHash, hashSecret(secret))) return undefined;
  return withUser(read, token, now);
}

/** The same token later on, if it is still valid. */
export function findTokenById(read: ReadDb, id: string, now: number): FoundToken | undefined {
  const token = byId(read).get({ id });
  return token === undefined ? undefined : withUser(read, token, now);
}

/** Two look-ups by key: SQLite takes four times as long for the join of both. */
function withUser(read: ReadDb, token: TokenRow, now: number): FoundToken | undefined {
  if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return undefined;
  const user = findUser(read, token.userId);
  return user?.isActive ? { token, user } : undefined;
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^(automa_pat_[0-9A-Za-z]{8})_([A-Za-z0-9_-]{43})_([0-9A-Za-z]{6})$/;

/** `automa_pat_<8 id>_<43 base64url>_<6 CRC32 base62>`: a scanner for leaked secrets knows it without asking us. */
export function makeTokenSecret(random: Random): { prefix: string; secret: string } {
  const id = Array.from({ length: 8 }, () => digits[randomInt(digits.length)]).join('');
  const prefix = `automa_pat_${id}`;
  const body = `${prefix}_${makeSecret(random)}`;
  return { prefix, secret: `${body}_${checksum(body)}` };
}

/** The prefix of a well-formed token with the right checksum; a mistyped one costs no look-up. */
export function parseTokenSecret(secret: string): string | undefined {
  const [, prefix, , sum] = shape.exec(secret) ?? [];
  return sum === checksum(secret.slice(0, -7)) ? prefix : undefined;
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let at = 0; at < 6; at++) {
    text = `${digits[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    userId: row.userId,
    agentId: null,
    expiresAt: toInstantOrNull(row.expiresAt),
    lastUsedAt: toInstantOrNull(row.lastUsedAt),
    createdAt: toInstant(row.createdAt),
  };
}
