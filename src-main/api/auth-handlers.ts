import type { SignedIn } from '../access/logins.ts';
import type { Principal } from '../access/principal.ts';
import { auditContextOf, type CallContext, callerOf } from './call-context.ts';
import { os } from './procedures.ts';

/** The session cookie goes out beside the body. */
function withCookie(context: CallContext, signedIn: SignedIn) {
  if (signedIn.cookieSecret !== null) context.reply.cookie = signedIn.cookieSecret;
  return signedIn.grant;
}

function describeCaller({ core }: CallContext, principal: Principal) {
  return { user: core.access.users.get(principal.userId), scopes: [...principal.scopes], via: principal.kind };
}

export const authHandlers = os.auth.router({
  register: os.auth.register.handler(async ({ input, context }) =>
    withCookie(
      context,
      await context.core.access.setUp.register({ ...input, userAgent: context.userAgent }, auditContextOf(context)),
    ),
  ),
  login: os.auth.login.handler(async ({ input, context }) => {
    const { presentedCookie, userAgent } = context;
    return withCookie(
      context,
      await context.core.access.logins.login({ ...input, presentedCookie, userAgent }, auditContextOf(context)),
    );
  }),
  refresh: os.auth.refresh.handler(({ input, context }) =>
    context.core.access.refresh(input.refreshToken, auditContextOf(context)),
  ),
  logout: os.auth.logout.handler(({ context }) => {
    context.core.access.sessions.logout(callerOf(context));
    context.reply.cookie = null;
    return {};
  }),
  me: os.auth.me.handler(({ context }) => describeCaller(context, callerOf(context).principal)),
  session: os.auth.session.handler(({ context }) => {
    const { core, principal } = context;
    if (principal !== undefined) return { state: 'signed-in' as const, ...describeCaller(context, principal) };
    return { state: core.access.setUp.isDone() ? ('signed-out' as const) : ('not-set-up' as const) };
  }),
  sessions: os.auth.sessions.handler(({ context }) => ({
    items: context.core.access.sessions.list(callerOf(context)),
  })),
  endSession: os.auth.endSession.handler(({ input, context }) => {
    context.core.access.sessions.revoke(callerOf(context), input.id);
    return {};
  }),
  changePassword: os.auth.changePassword.handler(async ({ input, context }) => {
    await context.core.access.logins.changePassword(callerOf(context), input);
    return {};
  }),
});

export const userHandlers = os.users.router({
  list: os.users.list.handler(({ context }) => ({ items: context.core.access.users.list() })),
  create: os.users.create.handler(({ input, context }) => context.core.access.users.create(callerOf(context), input)),
  update: os.users.update.handler(({ input: { id, ...change }, context }) =>
    context.core.access.users.update(callerOf(context), id, change),
  ),
});

export const tokenHandlers = os.tokens.router({
  list: os.tokens.list.handler(({ context }) => ({ items: context.core.access.tokens.list(callerOf(context)) })),
  create: os.tokens.create.handler(({ input, context }) => context.core.access.tokens.create(callerOf(context), input)),
  revoke: os.tokens.revoke.handler(({ input, context }) => {
    context.core.access.tokens.revoke(callerOf(context), input.id);
    return {};
  }),
});
