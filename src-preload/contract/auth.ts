import { z } from 'zod';
import { ById, exampleId, Id, Instant, InstantInput, Name, Nothing } from './common.ts';
import { needs, open, signedIn } from './procedure.ts';
import { Role, Scope } from './scopes.ts';

export const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase());
/** 12 to 256 characters; what is too common is refused when it is set. */
const Password = z.string().min(12).max(256);

export const User = z.object({
  id: Id,
  email: z.string().nullable(),
  name: z.string(),
  role: Role,
  isActive: z.boolean(),
  hasPassword: z.boolean(),
  createdAt: Instant,
  lastLoginAt: Instant.nullable(),
});
export type User = z.infer<typeof User>;

export const Grant = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().meta({ description: 'seconds until the access token ends' }),
  user: User,
});
export type Grant = z.infer<typeof Grant>;

export const Session = z.object({
  id: Id,
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const Token = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(Scope),
  userId: Id.nullable(),
  agentId: Id.nullable(),
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  createdAt: Instant,
});
export type Token = z.infer<typeof Token>;

const Via = z.enum(['owner', 'session', 'access-token', 'api-token']);

/** Who sits in front of a page, if anybody. */
export const SessionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed-in'), user: User, scopes: z.array(Scope), via: Via }),
  z.object({ state: z.literal('signed-out') }),
  z.object({ state: z.literal('not-set-up').meta({ description: 'nobody can sign in yet' }) }),
]);
export type SessionState = z.infer<typeof SessionState>;

const tags = ['auth'];
const exampleLogin = { email: 'ada@example.org', password: 'plinth-otter-cadmium' };
const cookie = z.boolean().default(false).meta({ description: 'also set the session cookie of the browser interface' });

export const auth = {
  register: open
    .route({
      method: 'POST',
      path: '/auth/register',
      tags,
      successStatus: 201,
      summary: 'Create the first administrator with a set-up token',
    })
    .input(
      z
        .strictObject({
          setupToken: z.string().max(200),
          email: Email,
          password: Password,
          name: Name.optional(),
          cookie,
        })
        .meta({
          examples: [{ setupToken: '9yUQ0bq3uJg0rN1lW7y5xq9T5m6d8k2aF4cV1sE3hRo', ...exampleLogin, name: 'Ada' }],
        }),
    )
    .output(Grant),
  login: open
    .route({ method: 'POST', path: '/auth/login', tags, summary: 'Exchange e-mail and password for tokens' })
    .input(
      z.strictObject({ email: Email, password: z.string().min(1).max(256), cookie }).meta({ examples: [exampleLogin] }),
    )
    .output(Grant),
  refresh: open
    .route({
      method: 'POST',
      path: '/auth/refresh',
      tags,
      summary: 'Rotate a refresh token; a reused one revokes its family',
    })
    .input(
      z
        .strictObject({ refreshToken: z.string().max(500) })
        .meta({ examples: [{ refreshToken: 'pV8oX3mC6nB1vA9sD4fG7hJ2kL5qW0eR3tY6uI8oP1Z' }] }),
    )
    .output(Grant),
  logout: signedIn
    .route({ method: 'POST', path: '/auth/logout', tags, summary: 'End this session' })
    .input(
      z
        .strictObject({})
        .optional()
        .meta({ examples: [{}] }),
    )
    .output(Nothing),
  me: signedIn
    .route({ method: 'GET', path: '/auth/me', tags, summary: 'Who am I, and what may I do' })
    .output(z.object({ user: User, scopes: z.array(Scope), via: Via })),
  session: open
    .route({ method: 'GET', path: '/auth/session', tags, summary: 'Is anybody signed in here, and who' })
    .output(SessionState),
  sessions: signedIn
    .route({ method: 'GET', path: '/auth/sessions', tags, summary: 'Where I am signed in' })
    .output(z.object({ items: z.array(Session) })),
  endSession: signedIn
    .route({ method: 'DELETE', path: '/auth/sessions/{id}', tags, summary: 'Sign out elsewhere' })
    .input(ById)
    .output(Nothing),
  changePassword: signedIn
    .route({ method: 'POST', path: '/auth/password', tags, summary: 'Change my password; other sessions end' })
    .input(
      z
        .strictObject({ currentPassword: z.string().max(256), newPassword: Password })
        .meta({ examples: [{ currentPassword: exampleLogin.password, newPassword: 'granite-heron-violet' }] }),
    )
    .output(Nothing),
};

export const users = {
  list: needs('users:read')
    .route({ method: 'GET', path: '/users', tags: ['users'], summary: 'All users' })
    .output(z.object({ items: z.array(User) })),
  create: needs('users:write')
    .route({ method: 'POST', path: '/users', tags: ['users'], successStatus: 201, summary: 'Create a user' })
    .input(
      z
        .strictObject({ email: Email, password: Password, name: Name.optional(), role: Role.default('user') })
        .meta({ examples: [{ ...exampleLogin, name: 'Ada', role: 'user' }] }),
    )
    .output(User),
  update: needs('users:write')
    .route({ method: 'PATCH', path: '/users/{id}', tags: ['users'], summary: 'Change a role or switch a user off' })
    .input(
      z
        .strictObject({ id: Id, name: Name.optional(), role: Role.optional(), isActive: z.boolean().optional() })
        .meta({ examples: [{ id: exampleId, role: 'viewer' }] }),
    )
    .output(User),
};

export const tokens = {
  list: needs('tokens:read')
    .route({ method: 'GET', path: '/tokens', tags: ['tokens'], summary: 'My API tokens' })
    .output(z.object({ items: z.array(Token) })),
  create: needs('tokens:write')
    .route({
      method: 'POST',
      path: '/tokens',
      tags: ['tokens'],
      successStatus: 201,
      summary: 'Make an API token; its secret is shown once',
    })
    .input(
      z.strictObject({ name: Name, scopes: z.array(Scope).min(1), expiresAt: InstantInput.optional() }).meta({
        examples: [{ name: 'deploy from CI', scopes: ['jobs:read', 'jobs:run'], expiresAt: '2027-10-22T00:00:00Z' }],
      }),
    )
    .output(z.object({ token: Token, secret: z.string() })),
  revoke: needs('tokens:write')
    .route({ method: 'DELETE', path: '/tokens/{id}', tags: ['tokens'], summary: 'Revoke an API token' })
    .input(ById)
    .output(Nothing),
};
