import { eq } from 'drizzle-orm';
import type { Grant } from '#contract/auth.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { sessionSecrets, sessions } from '../db/schema/users.ts';
import type { TryCredential } from './attempt-limits.ts';
import { issueGrant } from './issue-grant.ts';
import type { Keys } from './keys.ts';
import type { Random } from './opaque-secret.ts';
import {
  addSecret,
  endOf,
  endSessions,
  findSessionBySecret,
  hasCookie,
  isLive,
  sessionLimits,
} from './session-rows.ts';

/** Exchanges a refresh token for a new pair; each serves once. */
export type Refresh = (refreshToken: string, context: AuditContext) => Promise<Grant>;

/**
 * A refresh token that comes back after its use was copied: by whom of the two who hold it nobody can tell, so the
 * whole family ends (RFC 9700 section 4.14.2).
 */
export function makeRefresh(parts: {
  audit: Audit;
  clock: Clock;
  keys: Keys;
  random: Random;
  tryCredential: TryCredential;
}): Refresh {
  const { audit, clock, keys, random, tryCredential } = parts;
  return async (refreshToken, context) => {
    const tried = await tryCredential({ ip: context.ip }, async () => {
      const found = findSessionBySecret(audit.read, refreshToken);
      if (found?.secret.purpose === 'refresh' && found.secret.usedAt !== null) reportReuse(found, context);
      // Looked up and used within one turn of the event loop, so that of two callers only one can succeed.
      return found !== undefined && isUsable(found, clock.now()) ? { found, next: rotate(found) } : undefined;
    });
    if (tried.value === undefined)
      throw new AppError('unauthenticated', 'the refresh token is wrong, used or expired; sign in again');
    const { found, next } = tried.value;
    return issueGrant(keys, { user: found.user, sessionId: found.session.id, refreshToken: next });
  };

  function reportReuse({ session, user }: Found, context: AuditContext): void {
    const actor = { type: 'user', id: user.id, name: user.name } as const;
    audit.transact({ ...context, actor }, ({ tx, record, changed }) => {
      const ended = endSessions(tx, { id: session.id }, clock.now());
      record({
        action: 'auth.refresh-reused',
        resource: { type: 'session', id: session.id, name: user.email ?? user.name },
        outcome: 'denied',
        details: { ended },
      });
      changed('users', user.id);
    });
  }

  function rotate({ session, secret }: Found): string {
    const now = clock.now();
    return audit.write('a session was seen', ({ tx }) => {
      tx.update(sessionSecrets).set({ usedAt: now }).where(eq(sessionSecrets.hash, secret.hash)).run();
      const expiresAt = endOf(session, hasCookie(tx, session.id), now);
      tx.update(sessions).set({ lastSeenAt: now, expiresAt }).where(eq(sessions.id, session.id)).run();
      return addSecret(tx, { sessionId: session.id, purpose: 'refresh' }, { now, random });
    });
  }
}

type Found = NonNullable<ReturnType<typeof findSessionBySecret>>;

function isUsable(found: Found, now: number): boolean {
  const { purpose, usedAt, createdAt } = found.secret;
  return purpose === 'refresh' && usedAt === null && createdAt + sessionLimits.refreshMs > now && isLive(found, now);
}
