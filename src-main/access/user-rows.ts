import { and, eq, isNotNull, ne } from 'drizzle-orm';
import type { User } from '#contract/auth.ts';
import type { Role } from '#contract/scopes.ts';
import { toInstant, toInstantOrNull } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { users } from '../db/schema/users.ts';

export type UserRow = typeof users.$inferSelect;

const byId = prepared((db: ReadDb) =>
  db
    .select()
    .from(users)
    .where(eq(users.id, parameter('id')))
    .prepare(),
);
const byEmail = prepared((db: ReadDb) =>
  db
    .select()
    .from(users)
    .where(eq(users.email, parameter('email')))
    .prepare(),
);
const localOwner = prepared((db: ReadDb) => db.select().from(users).where(eq(users.isLocalOwner, true)).prepare());

export function findUser(read: ReadDb, id: string): UserRow | undefined {
  return byId(read).get({ id });
}

export function findUserByEmail(read: ReadDb, email: string): UserRow | undefined {
  return byEmail(read).get({ email: normaliseEmail(email) });
}

export function findLocalOwner(read: ReadDb): UserRow | undefined {
  return localOwner(read).get();
}

/** Addresses are kept and compared in lowercase. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Whether someone other than `exceptId` could log in as an administrator. */
export function hasOtherAdministrator(read: ReadDb, exceptId: string): boolean {
  const canLogIn = and(eq(users.role, 'admin'), eq(users.isActive, true), isNotNull(users.passwordHash));
  const others = and(canLogIn, ne(users.id, exceptId));
  return read.select({ id: users.id }).from(users).where(others).limit(1).get() !== undefined;
}

export interface NewUser {
  email: string;
  passwordHash: string;
  name?: string | undefined;
  role: Role;
}

/** Inserts a user; an address that is taken is a 409. Without a name the part before the @ stands in. */
export function insertUser(tx: WriteDb, user: NewUser, now: number): UserRow {
  const email = normaliseEmail(user.email);
  if (findUserByEmail(tx, email) !== undefined) {
    const message = `there is already a user with the e-mail address ${email}`;
    throw new AppError('conflict', message, { errors: [{ path: 'email', message }] });
  }
  const row = { ...user, id: newId(now), email, name: user.name ?? email.split('@')[0] ?? email, createdAt: now };
  return tx.insert(users).values(row).returning().get();
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    isActive: row.isActive,
    hasPassword: row.passwordHash !== null,
    createdAt: toInstant(row.createdAt),
    lastLoginAt: toInstantOrNull(row.lastLoginAt),
  };
}
