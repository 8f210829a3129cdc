import type { Session } from '#contract/auth.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { AppError, notFound } from '../base/errors.ts';
import type { Caller } from './caller.ts';
import {
  deleteLongEnded,
  endSessions,
  findLiveSessions,
  findSession,
  isLive,
  type SessionRow,
} from './session-rows.ts';

/** Where a person is signed in, and signing out. */
export interface Sessions {
  list(caller: Caller): Session[];
  /** Ends the session the caller came with. */
  logout(caller: Caller): void;
  /** Ends one of the caller's sessions; anyone else's is a 404. */
  revoke(caller: Caller, id: string): void;
  /** Ends all of the caller's sessions, the present one too; answers how many there were. */
  revokeAll(caller: Caller): number;
  /** Forgets what ended more than a refresh token's life ago; for whoever keeps the timers. */
  sweep(): void;
}

export function makeSessions({ audit, clock }: { audit: Audit; clock: Clock }): Sessions {
  const end = (caller: Caller, action: string, id: string) =>
    audit.transact(caller.context, (transaction) => {
      endSessions(transaction.tx, { id }, clock.now());
      recordEnd(transaction, caller, { action, id });
    });
  return {
    list: ({ principal }) =>
      findLiveSessions(audit.read, principal.userId, clock.now()).map((row) => toSession(row, principal.sessionId)),
    logout: (caller) => {
      const { kind, sessionId } = caller.principal;
      if (sessionId === undefined) {
        const why =
          kind === 'owner' ? 'the local owner is not signed in' : 'an API token has no session; revoke it instead';
        throw new AppError('conflict', `there is no session to end: ${why}`);
      }
      end(caller, 'auth.logout', sessionId);
    },
    revoke: (caller, id) => {
      const found = findSession(audit.read, id);
      if (found === undefined || found.user.id !== caller.principal.userId || !isLive(found, clock.now()))
        throw notFound('session', id);
      end(caller, 'session.revoke', id);
    },
    revokeAll: (caller) =>
      audit.transact(caller.context, (transaction) => {
        const ended = endSessions(transaction.tx, { userId: caller.principal.userId }, clock.now());
        recordEnd(transaction, caller, { action: 'session.revoke', id: 'all', ended });
        return ended;
      }),
    sweep: () => audit.write('what expired is cleared', ({ tx }) => deleteLongEnded(tx, clock.now())),
  };
}

/** The change tells open streams of that user to look again whether they still may (row H7). */
function recordEnd(
  { record, changed }: Transaction,
  { principal }: Caller,
  end: { action: string; id: string; ended?: number },
): void {
  record({
    action: end.action,
    resource: { type: 'session', id: end.id, name: principal.email ?? principal.name },
    details: { ended: end.ended },
  });
  changed('users', principal.userId);
}

function toSession(row: SessionRow, currentId: string | undefined): Session {
  return {
    id: row.id,
    createdAt: toInstant(row.createdAt),
    lastSeenAt: toInstant(row.lastSeenAt),
    expiresAt: toInstant(row.expiresAt),
    ip: row.ip,
    userAgent: row.userAgent,
    current: row.id === currentId,
  };
}
