import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { sessionSecrets, sessions, users } from '../db/schema/users.ts';
import { hashSecret, makeSecret, type Random } from './opaque-secret.ts';

export type SessionRow = typeof sessions.$inferSelect;

const minuteMs = 60_000;
/** How long a sign-in lasts (api.md "Auth"; research on reliability and security, section 2.5). */
export const sessionLimits = {
  cookieIdleMs: 60 * minuteMs,
  cookieAbsoluteMs: 24 * 60 * minuteMs,
  refreshMs: 30 * 24 * 60 * minuteMs,
  perUser: 10,
  /** `lastSeenAt` is written at most this often. */
  seenEveryMs: minuteMs,
} as const;

/** Where a sign-in comes from, as the door saw it. */
export interface Client {
  ip?: string | undefined;
  userAgent?: string | undefined;
}

export interface OpenedSession {
  sessionId: string;
  refreshToken: string;
  /** The cookie's value, where one was asked for. */
  cookieSecret: string | null;
  /** Older sign-ins that had to make room. */
  endedSessionIds: string[];
}

/** Every sign-in is a session of its own with new secrets; nothing a browser brought along is taken over. */
export function openSession(
  tx: WriteDb,
  input: { userId: string; client: Client; withCookie: boolean },
  { now, random }: { now: number; random: Random },
): OpenedSession {
  const sessionId = newId(now);
  const endedSessionIds = endOldest(tx, input.userId, now);
  tx.insert(sessions)
    .values({
      id: sessionId,
      userId: input.userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: endOf({ createdAt: now }, input.withCookie, now),
      ip: input.client.ip ?? null,
      userAgent: input.client.userAgent?.slice(0, 500) ?? null,
    })
    .run();
  const add = (purpose: 'cookie' | 'refresh') => addSecret(tx, { sessionId, purpose }, { now, random });
  return {
    sessionId,
    endedSessionIds,
    refreshToken: add('refresh'),
    cookieSecret: input.withCookie ? add('cookie') : null,
  };
}

/**
 * When a session seen at `now` ends unless it is seen again. One with a cookie ends after an idle hour and after a
 * day at the latest, whichever of its credentials is used; one of tokens alone lives as long as its refresh token.
 */
export function endOf(session: { createdAt: number }, hasCookie: boolean, now: number): number {
  if (!hasCookie) return now + sessionLimits.refreshMs;
  return Math.min(now + sessionLimits.cookieIdleMs, session.createdAt + sessionLimits.cookieAbsoluteMs);
}

/** Stores the hash of a new secret and answers the secret, which is never seen again. */
export function addSecret(
  tx: WriteDb,
  secret: { sessionId: string; purpose: 'cookie' | 'refresh' },
  { now, random }: { now: number; random: Random },
): string {
  const value = makeSecret(random);
  tx.insert(sessionSecrets)
    .values({ ...secret, hash: hashSecret(value), createdAt: now })
    .run();
  return value;
}

/** Live sessions of a user, newest first. */
export function findLiveSessions(read: ReadDb, userId: string, now: number): SessionRow[] {
  return read
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .all();
}

/** Ends one session, or all of a user, or all but one; ended ones stay as they are. */
export function endSessions(tx: WriteDb, which: { id: string } | { userId: string; exceptId?: string }, now: number) {
  const chosen =
    'id' in which
      ? eq(sessions.id, which.id)
      : and(
          eq(sessions.userId, which.userId),
          which.exceptId === undefined ? undefined : ne(sessions.id, which.exceptId),
        );
  const live = and(chosen, isNull(sessions.revokedAt), gt(sessions.expiresAt, now));
  return tx.update(sessions).set({ revokedAt: now }).where(live).returning({ id: sessions.id }).all().length;
}

/** A session with its user, looked up by id: on the path of every request with an access token. */
const byId = prepared((db: ReadDb) =>
  db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, parameter('id')))
    .prepare(),
);

/** A session with its user and the secret that led there: on the path of every request with a cookie. */
const bySecret = prepared((db: ReadDb) =>
  db
    .select({ session: sessions, user: users, secret: sessionSecrets })
    .from(sessionSecrets)
    .innerJoin(sessions, eq(sessions.id, sessionSecrets.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessionSecrets.hash, parameter('hash')))
    .prepare(),
);

export function findSession(read: ReadDb, id: string) {
  return byId(read).get({ id });
}

/** The hash is the key of the look-up: nobody can steer a SHA-256, so its duration tells nothing of the secret. */
export function findSessionBySecret(read: ReadDb, secret: string) {
  return bySecret(read).get({ hash: hashSecret(secret) });
}

export function isLive(found: { session: SessionRow; user: { isActive: boolean } }, now: number): boolean {
  return found.session.revokedAt === null && found.session.expiresAt > now && found.user.isActive;
}

export function hasCookie(read: ReadDb, sessionId: string): boolean {
  const cookie = and(eq(sessionSecrets.sessionId, sessionId), eq(sessionSecrets.purpose, 'cookie'));
  return read.select({ hash: sessionSecrets.hash }).from(sessionSecrets).where(cookie).limit(1).get() !== undefined;
}

/** Deletes what ended so long ago that no credential of it can come back. */
export function deleteLongEnded(tx: WriteDb, now: number): void {
  const longAgo = now - sessionLimits.refreshMs;
  tx.delete(sessions).where(lt(sessions.expiresAt, longAgo)).run();
  tx.delete(sessionSecrets).where(lt(sessionSecrets.usedAt, longAgo)).run();
}

function endOldest(tx: WriteDb, userId: string, now: number): string[] {
  const tooMany = findLiveSessions(tx, userId, now).slice(sessionLimits.perUser - 1);
  for (const { id } of tooMany) endSessions(tx, { id }, now);
  return tooMany.map(({ id }) => id);
}
