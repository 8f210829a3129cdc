import { join } from 'node:path';
import type { Role } from '#contract/scopes.ts';
import type { AuditContext } from '../audit/audit.ts';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { type Access, makeAccess } from './access.ts';
import type { Caller } from './caller.ts';
import type { SignedIn } from './logins.ts';
import type { HashCost } from './passwords.ts';
import { actorOf, anonymousActor, type Principal } from './principal.ts';

export const commonPasswordsFile = join(import.meta.dirname, '../../resources/common-passwords.txt');
/** As cheap as argon2id can be, for tests that measure something else. */
export const cheapCost: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1, outputLen: 32 };
export const goodPassword = 'plinth-otter-cadmium';

export interface TestAccess extends TestAudit {
  access: Access;
  /** The context of someone not signed in, at this address. */
  from(ip?: string): AuditContext;
  callerOf(principal: Principal): Caller;
  /** Makes a user with `goodPassword`; answers the id. */
  addUser(email: string, role?: Role): Promise<string>;
  login(email: string, more?: { cookie?: boolean; presentedCookie?: string; ip?: string }): Promise<SignedIn>;
  /** Whom a bearer credential stands for. */
  whoIs(bearer: string): Promise<Principal | 'none' | 'invalid'>;
}

/** The whole room over a real database, for tests of this room and of those above. */
export function openTestAccess(options: { hashCost?: HashCost } = {}): TestAccess {
  const base = openTestAudit();
  const { audit, clock, dataDir } = base;
  const access = makeAccess({ audit, clock, dataDir, commonPasswordsFile, hashCost: options.hashCost ?? cheapCost });
  const from = (ip = '192.0.2.1'): AuditContext => ({ actor: anonymousActor, via: 'http', ip, requestId: 'request-1' });
  const callerOf = (principal: Principal): Caller => ({
    principal,
    context: { ...from(), actor: actorOf(principal) },
  });
  return {
    ...base,
    access,
    from,
    callerOf,
    addUser: async (email, role = 'user') =>
      (await access.users.create(callerOf(access.localOwner()), { email, password: goodPassword, role })).id,
    login: (email, { ip, ...more } = {}) => access.logins.login({ email, password: goodPassword, ...more }, from(ip)),
    whoIs: async (bearer) => {
      const resolved = await access.principals.resolve({ authorization: `Bearer ${bearer}` });
      return typeof resolved === 'string' ? resolved : resolved.principal;
    },
  };
}
