import type { Via } from '#contract/audit.ts';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { makeAttemptLimits } from './attempt-limits.ts';
import { readCommonPasswords } from './common-passwords.ts';
import { openKeys } from './keys.ts';
import { ensureLocalOwner, localOwnerPrincipal } from './local-owner.ts';
import { type Logins, makeLogins } from './logins.ts';
import { type Random, systemRandom } from './opaque-secret.ts';
import { type HashCost, makePasswords } from './passwords.ts';
import { type Principal, systemActor } from './principal.ts';
import { makeRefresh, type Refresh } from './refresh.ts';
import { makeRequestLimits, type SpendRequest } from './request-limits.ts';
import { makePrincipalResolver, type PrincipalResolver } from './resolve-principal.ts';
import { makeSessions, type Sessions } from './sessions.ts';
import { makeSetUp, type SetUp } from './set-up.ts';
import { makeTokens, type Tokens } from './tokens.ts';
import { makeUsers, type Users } from './users.ts';

/** Who may come in, and as whom: everything the doors and the router ask about people. */
export interface Access {
  /** The person at this machine, for callers through the window or the data directory's socket. */
  localOwner(): Principal;
  principals: PrincipalResolver;
  spendRequest: SpendRequest;
  setUp: SetUp;
  logins: Logins;
  refresh: Refresh;
  sessions: Sessions;
  tokens: Tokens;
  users: Users;
}

export interface AccessOptions {
  audit: Audit;
  clock: Clock;
  dataDir: string;
  /** One word per line, see resources/common-passwords.txt. */
  commonPasswordsFile: string;
  random?: Random;
  /** Cheaper hashing, for tests that measure something else. */
  hashCost?: HashCost;
  /** The host that starts, for the entry about the local owner's creation. */
  via?: Via;
}

/** Opens the room: reads the signing key and the list of passwords, and makes sure that the local owner exists. */
export function makeAccess(options: AccessOptions): Access {
  const { audit, clock, random = systemRandom, via = 'cli' } = options;
  const passwords = makePasswords({
    common: readCommonPasswords(options.commonPasswordsFile),
    random,
    ...(options.hashCost && { cost: options.hashCost }),
  });
  const keys = openKeys({ dataDir: options.dataDir, clock });
  const parts = { audit, clock, random, keys, passwords, tryCredential: makeAttemptLimits() };
  ensureLocalOwner(parts, { actor: systemActor, via, requestId: newId(clock.now()) });
  return {
    localOwner: () => localOwnerPrincipal(parts),
    principals: makePrincipalResolver(parts),
    spendRequest: makeRequestLimits(),
    setUp: makeSetUp(parts),
    logins: makeLogins(parts),
    refresh: makeRefresh(parts),
    sessions: makeSessions(parts),
    tokens: makeTokens(parts),
    users: makeUsers(parts),
  };
}
