import { and, eq, isNotNull } from 'drizzle-orm';
import { Email } from '#contract/auth.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { users } from '../db/schema/users.ts';
import { issueGrant } from './issue-grant.ts';
import type { Keys } from './keys.ts';
import type { SignedIn } from './logins.ts';
import { hashSecret, isSameHash, makeSecret, type Random } from './opaque-secret.ts';
import type { Passwords } from './passwords.ts';
import { openSession } from './session-rows.ts';
import { insertUser, type UserRow } from './user-rows.ts';

/** How long the link printed at the start can be used (api.md "serve"). */
const setUpMs = 30 * 60_000;

interface RegisterInput {
  setupToken: string;
  email: string;
  password: string;
  name?: string | undefined;
  cookie?: boolean | undefined;
  userAgent?: string | undefined;
}

/** From a fresh data directory to the first person who can log in. There is no account to begin with (row H16). */
export interface SetUp {
  /** Whether anyone can log in with a password. */
  isDone(): boolean;
  /** A new token for the set-up link: valid once and for half an hour; undefined when nobody needs one any more. */
  issueToken(): string | undefined;
  /** Makes the first administrator and signs them in. */
  register(input: RegisterInput, context: AuditContext): Promise<SignedIn>;
  /** The same from AUTOMA_ADMIN_EMAIL and AUTOMA_ADMIN_PASSWORD; answers false when somebody can log in already. */
  createAdministrator(input: { email: string; password: string }, context: AuditContext): Promise<boolean>;
}

export function makeSetUp(parts: {
  audit: Audit;
  clock: Clock;
  random: Random;
  keys: Keys;
  passwords: Passwords;
}): SetUp {
  const { audit, clock, random, keys, passwords } = parts;
  /** In memory only: the link dies with the process that printed it. */
  let issued: { hash: string; expiresAt: number } | undefined;
  /** Asked on every request, so it is remembered: a server somebody could log in to has been set up. */
  let isDone = false;

  return {
    isDone: () => {
      isDone ||= isSetUp(audit.read);
      return isDone;
    },
    issueToken: () => {
      if (isSetUp(audit.read)) return undefined;
      const token = makeSecret(random);
      issued = { hash: hashSecret(token), expiresAt: clock.now() + setUpMs };
      return token;
    },
    register: async (input, context) => {
      refuseToken(input.setupToken);
      const { email, name } = input;
      passwords.check(input.password, { field: 'password', email, ...(name !== undefined && { name }) });
      const passwordHash = await passwords.hash(input.password);
      refuseToken(input.setupToken); // hashing took a while: somebody else may have used it meanwhile
      const { user, opened } = insert({ ...input, passwordHash }, context);
      issued = undefined;
      const { sessionId, refreshToken, cookieSecret } = opened;
      return { grant: await issueGrant(keys, { user, sessionId, refreshToken }), sessionId, cookieSecret };
    },
    createAdministrator: async ({ email, password }, context) => {
      if (isSetUp(audit.read)) return false;
      const address = Email.safeParse(email.trim());
      if (!address.success) throw invalid('AUTOMA_ADMIN_EMAIL', `${JSON.stringify(email)} is no e-mail address`);
      passwords.check(password, { field: 'AUTOMA_ADMIN_PASSWORD', email: address.data });
      const passwordHash = await passwords.hash(password);
      audit.transact(context, ({ tx, record }) => {
        const user = insertUser(tx, { email: address.data, passwordHash, role: 'admin' }, clock.now());
        record({ action: 'user.create', resource: toResource(user), details: { email: user.email, role: user.role } });
      });
      return true;
    },
  };

  function refuseToken(token: string): void {
    const isRight = issued !== undefined && isSameHash(issued.hash, hashSecret(token));
    if (isRight && issued !== undefined && issued.expiresAt > clock.now() && !isSetUp(audit.read)) return;
    throw new AppError(
      'unauthenticated',
      'the set-up token is wrong, used or older than 30 minutes; a new one is printed when the server starts',
    );
  }

  function insert(person: RegisterInput & { passwordHash: string }, context: AuditContext) {
    const now = clock.now();
    const { email, passwordHash, name, userAgent, cookie: withCookie = false } = person;
    return audit.transact(context, ({ tx, record }) => {
      const row = insertUser(tx, { email, passwordHash, name, role: 'admin' }, now);
      const client = { ip: context.ip, userAgent };
      const opened = openSession(tx, { userId: row.id, client, withCookie }, { now, random });
      const user = tx.update(users).set({ lastLoginAt: now }).where(eq(users.id, row.id)).returning().get();
      const details = { email: user.email, role: user.role, session: opened.sessionId };
      record({ action: 'auth.register', resource: toResource(user), details });
      return { user, opened };
    });
  }
}

/** Asked on every request of a server, so it is prepared. */
const anyoneWithPassword = prepared((db: ReadDb) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.isActive, true), isNotNull(users.passwordHash)))
    .prepare(),
);

function isSetUp(read: ReadDb): boolean {
  return anyoneWithPassword(read).get() !== undefined;
}

function toResource(user: UserRow) {
  return { type: 'user', id: user.id, name: user.name };
}
