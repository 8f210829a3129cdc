import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Role, Scope } from '#contract/scopes.ts';
import { flag, id, instant, json } from './columns.ts';

export const users = sqliteTable(
  'users',
  {
    id: id(),
    /** Lowercase; null for the local owner until one is given. */
    email: text(),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    /** The person at this machine: an administrator without a password who exists from the first start. */
    isLocalOwner: flag().notNull().default(false),
    isActive: flag().notNull().default(true),
    /** PHC string of argon2id; null: cannot log in. */
    passwordHash: text(),
    createdAt: instant().notNull(),
    lastLoginAt: instant(),
  },
  (table) => [
    uniqueIndex('users_email').on(table.email),
    uniqueIndex('users_local_owner').on(table.isLocalOwner).where(sql`is_local_owner = 1`),
    check('users_role', sql`role in ('admin', 'user', 'viewer')`),
  ],
);

/** One sign-in: a browser's cookie, or a family of rotating refresh tokens. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: id(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
    ip: text(),
    userAgent: text(),
  },
  (table) => [index('sessions_user').on(table.userId, table.createdAt), index('sessions_expiry').on(table.expiresAt)],
);

/** The secrets of a session, as SHA-256. A refresh token that comes back after `usedAt` ends the session. */
export const sessionSecrets = sqliteTable(
  'session_secrets',
  {
    hash: text().primaryKey(),
    sessionId: text()
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    purpose: text().$type<'cookie' | 'refresh'>().notNull(),
    createdAt: instant().notNull(),
    usedAt: instant(),
  },
  (table) => [
    index('session_secrets_session').on(table.sessionId),
    check('session_secrets_purpose', sql`purpose in ('cookie', 'refresh')`),
  ],
);

/** API tokens; the secret is shown once and kept as SHA-256. */
export const tokens = sqliteTable(
  'tokens',
  {
    id: id(),
    name: text().notNull(),
    prefix: text().notNull(),
    secretHash: text().notNull(),
    scopes: json<Scope[]>().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    lastUsedAt: instant(),
    revokedAt: instant(),
  },
  (table) => [uniqueIndex('tokens_prefix').on(table.prefix), index('tokens_user').on(table.userId, table.createdAt)],
);

/** Answers already given to an Idempotency-Key, for 24 hours. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    /** `<principal id>:<key>` */
    key: text().primaryKey(),
    operation: text().notNull(),
    inputHash: text().notNull(),
    status: integer().notNull(),
    output: json<unknown>().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [index('idempotency_keys_age').on(table.createdAt)],
);
