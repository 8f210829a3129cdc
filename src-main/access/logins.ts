import { eq } from 'drizzle-orm';
import type { Grant } from '#contract/auth.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import { users } from '../db/schema/users.ts';
import type { TryCredential } from './attempt-limits.ts';
import type { Caller } from './caller.ts';
import { issueGrant } from './issue-grant.ts';
import type { Keys } from './keys.ts';
import type { Random } from './opaque-secret.ts';
import type { Passwords } from './passwords.ts';
import { endSessions, findSessionBySecret, isLive, openSession } from './session-rows.ts';
import { findUser, findUserByEmail, normaliseEmail, type UserRow } from './user-rows.ts';

/** What a sign-in gives: tokens for programs, and the value of the session cookie where one was asked for. */
export interface SignedIn {
  grant: Grant;
  sessionId: string;
  cookieSecret: string | null;
}

interface LoginInput {
  email: string;
  password: string;
  /** Also make a session cookie, for a browser. */
  cookie?: boolean | undefined;
  /** The session secret the browser came with; that session ends (row H6). */
  presentedCookie?: string | undefined;
  userAgent?: string | undefined;
}

export interface Logins {
  /** Throws `unauthenticated`, alike for a wrong password and an unknown address, or `RateLimitedError`. */
  login(input: LoginInput, context: AuditContext): Promise<SignedIn>;
  /** Changes the caller's own password; all other sessions of theirs end. */
  changePassword(caller: Caller, input: { currentPassword: string; newPassword: string }): Promise<void>;
}

export function makeLogins(parts: {
  audit: Audit;
  clock: Clock;
  random: Random;
  keys: Keys;
  passwords: Passwords;
  tryCredential: TryCredential;
}): Logins {
  const { audit, clock, random, keys, passwords, tryCredential } = parts;
  return {
    login: async (input, context) => {
      const email = normaliseEmail(input.email);
      const known = findUserByEmail(audit.read, email);
      const tried = await tryCredential({ account: email, ip: context.ip }, async () => {
        const isRight = await passwords.verify(known?.passwordHash ?? null, input.password);
        return isRight && known?.isActive ? known : undefined;
      });
      if (tried.value === undefined) {
        recordFailure(context, { email, known, blockedSeconds: tried.blockedSeconds });
        throw new AppError('unauthenticated', 'the e-mail address or the password is wrong');
      }
      const better = await rehash(tried.value, input.password);
      const { user, opened } = signIn(tried.value, { ...input, better }, context);
      const { sessionId, refreshToken, cookieSecret } = opened;
      return { grant: await issueGrant(keys, { user, sessionId, refreshToken }), sessionId, cookieSecret };
    },
    changePassword: async ({ principal, context }, { currentPassword, newPassword }) => {
      const user = findUser(audit.read, principal.userId);
      if (user === undefined) throw new AppError('unauthenticated');
      const tried = await tryCredential({ account: user.email ?? user.id, ip: context.ip }, async () =>
        (await passwords.verify(user.passwordHash, currentPassword)) ? user : undefined,
      );
      const resource = { type: 'user', id: user.id, name: user.name };
      if (tried.value === undefined) {
        const details = { reason: 'wrong password', ...blocked(tried.blockedSeconds) };
        audit.transact(context, ({ record }) =>
          record({ action: 'auth.password-change', resource, outcome: 'denied', details }),
        );
        throw invalid('currentPassword', 'is not the present password');
      }
      passwords.check(newPassword, { field: 'newPassword', email: user.email, name: user.name });
      const passwordHash = await passwords.hash(newPassword);
      audit.transact(context, ({ tx, record }) => {
        refuseChanged(findUser(tx, user.id), user);
        tx.update(users).set({ passwordHash }).where(eq(users.id, user.id)).run();
        const others = { userId: user.id, ...(principal.sessionId && { exceptId: principal.sessionId }) };
        const endedSessions = endSessions(tx, others, clock.now());
        record({ action: 'auth.password-change', resource, details: { endedSessions } });
      });
    },
  };

  function recordFailure(
    context: AuditContext,
    failure: { email: string; known: UserRow | undefined; blockedSeconds: number },
  ): void {
    const { email, known, blockedSeconds } = failure;
    audit.transact(context, ({ record }) =>
      record({
        action: 'auth.login',
        resource: { type: 'account', id: known?.id ?? 'unknown', name: email },
        outcome: 'denied',
        details: { email, reason: whyRefused(known), ...blocked(blockedSeconds) },
      }),
    );
  }

  /** A hash made when less was enough is replaced the moment the password is at hand. */
  async function rehash(user: UserRow, password: string): Promise<string | undefined> {
    return user.passwordHash !== null && passwords.isWeak(user.passwordHash) ? passwords.hash(password) : undefined;
  }

  function signIn(verified: UserRow, input: LoginInput & { better: string | undefined }, context: AuditContext) {
    const now = clock.now();
    const actor = { type: 'user', id: verified.id, name: verified.name } as const;
    return audit.transact({ ...context, actor }, ({ tx, record, changed }) => {
      refuseChanged(findUser(tx, verified.id), verified);
      const replaced = input.presentedCookie && findSessionBySecret(tx, input.presentedCookie);
      if (replaced && isLive(replaced, now)) endSessions(tx, { id: replaced.session.id }, now);
      const client = { ip: context.ip, userAgent: input.userAgent };
      const withCookie = input.cookie ?? false;
      const opened = openSession(tx, { userId: verified.id, client, withCookie }, { now, random });
      const change = { lastLoginAt: now, ...(input.better !== undefined && { passwordHash: input.better }) };
      const user = tx.update(users).set(change).where(eq(users.id, verified.id)).returning().get();
      record({
        action: 'auth.login',
        resource: { type: 'session', id: opened.sessionId, name: verified.email ?? verified.name },
        details: { email: verified.email, cookie: withCookie, endedSessions: opened.endedSessionIds },
      });
      changed('users', verified.id);
      return { user, opened };
    });
  }
}

/** Hashing takes a while: whoever was switched off or got another password meanwhile does not get in on the old one. */
function refuseChanged(present: UserRow | undefined, verified: UserRow): void {
  if (!present?.isActive || present.passwordHash !== verified.passwordHash)
    throw new AppError('unauthenticated', 'the account was changed at this moment; try again');
}

function whyRefused(known: UserRow | undefined): string {
  if (known === undefined) return 'unknown account';
  if (known.passwordHash === null) return 'account without a password';
  return known.isActive ? 'wrong password' : 'wrong password, or account switched off';
}

function blocked(blockedSeconds: number): { blockedSeconds?: number } {
  return blockedSeconds === 0 ? {} : { blockedSeconds };
}
