import { asc, eq } from 'drizzle-orm';
import type { User } from '#contract/auth.ts';
import { type Role, scopesOfRole } from '#contract/scopes.ts';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { AppError, notFound } from '../base/errors.ts';
import { users } from '../db/schema/users.ts';
import type { Caller } from './caller.ts';
import type { Passwords } from './passwords.ts';
import type { Principal } from './principal.ts';
import { endSessions } from './session-rows.ts';
import { findUser, hasOtherAdministrator, insertUser, toUser, type UserRow } from './user-rows.ts';

interface UserChange {
  name?: string | undefined;
  role?: Role | undefined;
  isActive?: boolean | undefined;
}

/** The administrators' side of accounts; the operations carry the scope `users:write` in the contract. */
export interface Users {
  list(): User[];
  get(id: string): User;
  /** An address that is taken is a 409. */
  create(
    caller: Caller,
    input: { email: string; password: string; name?: string | undefined; role: Role },
  ): Promise<User>;
  /** Role and activity count from the user's next request on; switching off also ends all sessions. */
  update(caller: Caller, id: string, change: UserChange): User;
  /** Sets a password for someone who lost theirs; all their sessions end. */
  resetPassword(caller: Caller, id: string, password: string): Promise<void>;
}

export function makeUsers(parts: { audit: Audit; clock: Clock; passwords: Passwords }): Users {
  const { audit, clock, passwords } = parts;
  const find = (id: string): UserRow => {
    const row = findUser(audit.read, id);
    if (row === undefined) throw notFound('user', id);
    return row;
  };
  return {
    list: () => audit.read.select().from(users).orderBy(asc(users.createdAt), asc(users.id)).all().map(toUser),
    get: (id) => toUser(find(id)),
    create: async ({ principal, context }, { password, ...input }) => {
      refuseMoreThanOwn(principal, input.role);
      passwords.check(password, { field: 'password', email: input.email, ...dropUndefined({ name: input.name }) });
      const passwordHash = await passwords.hash(password);
      return audit.transact(context, ({ tx, record }) => {
        const row = insertUser(tx, { ...input, passwordHash }, clock.now());
        record({ action: 'user.create', resource: toResource(row), details: { email: row.email, role: row.role } });
        return toUser(row);
      });
    },
    update: ({ principal, context }, id, change) => {
      if (change.role !== undefined) refuseMoreThanOwn(principal, change.role);
      return audit.transact(context, ({ tx, record }) => {
        const before = find(id);
        const wanted = dropUndefined(change);
        refuseLockingOut(before, { ...before, ...wanted }, isLastAdministrator(before, principal));
        const after = tx
          .update(users)
          .set({ ...wanted, name: wanted.name ?? before.name })
          .where(eq(users.id, id))
          .returning()
          .get();
        const endedSessions = after.isActive ? 0 : endSessions(tx, { userId: id }, clock.now());
        record({
          action: 'user.update',
          resource: toResource(after),
          details: { ...diff(before, after), endedSessions },
        });
        return toUser(after);
      });
    },
    resetPassword: async ({ context }, id, password) => {
      const { email, name } = find(id);
      passwords.check(password, { field: 'password', email, name });
      const passwordHash = await passwords.hash(password);
      audit.transact(context, ({ tx, record }) => {
        const row = tx.update(users).set({ passwordHash }).where(eq(users.id, id)).returning().get();
        const endedSessions = endSessions(tx, { userId: id }, clock.now());
        record({ action: 'user.update', resource: toResource(row), details: { password: 'reset', endedSessions } });
      });
    },
  };

  function isLastAdministrator(target: UserRow, principal: Principal): boolean {
    return target.id === principal.userId && !hasOtherAdministrator(audit.read, target.id);
  }
}

/** Nobody hands out a role with scopes they lack themselves: a token for users must not make administrators. */
function refuseMoreThanOwn(principal: Principal, role: Role): void {
  const missing = scopesOfRole[role].filter((scope) => !principal.scopes.has(scope));
  if (missing.length > 0)
    throw new AppError('forbidden', `role ${role} has scopes you lack yourself: ${missing.join(', ')}`);
}

/** Pure: an administrator may be taken away, but never the last one by themselves, nor the person at the machine. */
function refuseLockingOut(before: UserRow, after: UserRow, isLast: boolean): void {
  const losesAdmin = before.role === 'admin' && before.isActive && (after.role !== 'admin' || !after.isActive);
  if (!losesAdmin) return;
  if (before.isLocalOwner) throw new AppError('conflict', 'the local owner always is an active administrator');
  if (isLast) throw new AppError('conflict', 'you are the last administrator who can log in; make another one first');
}

function diff(before: UserRow, after: UserRow): Record<string, { from: unknown; to: unknown }> {
  const fields = ['name', 'role', 'isActive'] as const;
  const changed = fields.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
}

function toResource(row: UserRow) {
  return { type: 'user', id: row.id, name: row.name };
}
