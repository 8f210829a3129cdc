import { eq } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { sessions, tokens } from '../db/schema/users.ts';
import type { Keys } from './keys.ts';
import { type Principal, toPrincipal } from './principal.ts';
import { readSessionCookie } from './session-cookie.ts';
import { endOf, findSession, findSessionBySecret, isLive, type SessionRow, sessionLimits } from './session-rows.ts';
import { type FoundToken, findToken, findTokenById } from './tokens.ts';
import { findUser } from './user-rows.ts';

/** What a request shows: its two headers as they came, and whether it came over TLS. */
interface Credentials {
  authorization?: string | undefined;
  cookie?: string | undefined;
  isSecure?: boolean;
}

/** A cookie is sent along by the browser unasked, so such a caller also has to pass the CSRF checks. */
type Resolved = { principal: Principal; via: 'cookie' | 'bearer' };

export interface PrincipalResolver {
  /** 'none' without credentials, 'invalid' for any that are wrong, expired, revoked or of someone switched off. */
  resolve(credentials: Credentials): Promise<Resolved | 'none' | 'invalid'>;
  /** The same caller as of now, for streams that stay open; undefined once the credential is worth nothing any more. */
  refresh(principal: Principal): Principal | undefined;
}

export function makePrincipalResolver(parts: { audit: Audit; clock: Clock; keys: Keys }): PrincipalResolver {
  const { audit, clock, keys } = parts;
  return {
    // A bearer credential outranks the cookie, and a wrong one is not made good by it.
    resolve: async ({ authorization, cookie, isSecure = false }) => {
      if (authorization !== undefined) {
        const principal = await resolveBearer(authorization);
        return principal === undefined ? 'invalid' : { principal, via: 'bearer' };
      }
      const secret = readSessionCookie(cookie, isSecure);
      if (secret === undefined) return 'none';
      const principal = resolveCookie(secret);
      return principal === undefined ? 'invalid' : { principal, via: 'cookie' };
    },
    refresh: (principal) => {
      if (principal.kind === 'owner') return ofOwner(principal.userId);
      if (principal.kind === 'api-token')
        return ofToken(findTokenById(audit.read, principal.tokenId ?? '', clock.now()));
      return ofSession(principal.kind, findSession(audit.read, principal.sessionId ?? ''));
    },
  };

  async function resolveBearer(authorization: string): Promise<Principal | undefined> {
    const [, credential] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
    if (credential === undefined) return undefined;
    if (credential.startsWith('automa_pat_')) {
      const found = findToken(audit.read, credential, clock.now());
      if (found !== undefined) noteUse(found);
      return ofToken(found);
    }
    const claims = await keys.verify(credential);
    const found = claims && findSession(audit.read, claims.sessionId);
    if (found === undefined || found.user.id !== claims?.userId) return undefined;
    const principal = ofSession('access-token', found);
    if (principal !== undefined) noteSeen(found.session, found.session.expiresAt);
    return principal;
  }

  function resolveCookie(secret: string): Principal | undefined {
    const found = findSessionBySecret(audit.read, secret);
    if (found?.secret.purpose !== 'cookie') return undefined;
    const principal = ofSession('session', found);
    if (principal !== undefined) noteSeen(found.session, endOf(found.session, true, clock.now()));
    return principal;
  }

  function ofOwner(id: string): Principal | undefined {
    const user = findUser(audit.read, id);
    return user?.isLocalOwner ? toPrincipal(user, { kind: 'owner' }) : undefined;
  }

  function ofToken(found: FoundToken | undefined): Principal | undefined {
    if (found === undefined) return undefined;
    const { id: tokenId, scopes } = found.token;
    return toPrincipal(found.user, { kind: 'api-token', tokenId, scopes });
  }

  function ofSession(kind: 'session' | 'access-token', found: ReturnType<typeof findSession>): Principal | undefined {
    if (found === undefined || !isLive(found, clock.now())) return undefined;
    return toPrincipal(found.user, { kind, sessionId: found.session.id });
  }

  function noteSeen(session: SessionRow, expiresAt: number): void {
    const now = clock.now();
    if (now - session.lastSeenAt < sessionLimits.seenEveryMs) return;
    audit.write('a session was seen', ({ tx }) =>
      tx.update(sessions).set({ lastSeenAt: now, expiresAt }).where(eq(sessions.id, session.id)).run(),
    );
  }

  function noteUse({ token }: FoundToken): void {
    const now = clock.now();
    if (token.lastUsedAt !== null && now - token.lastUsedAt < sessionLimits.seenEveryMs) return;
    audit.write('a session was seen', ({ tx }) =>
      tx.update(tokens).set({ lastUsedAt: now }).where(eq(tokens.id, token.id)).run(),
    );
  }
}
