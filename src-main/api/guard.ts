import type { Guard } from '#contract/procedure.ts';
import type { Scope } from '#contract/scopes.ts';
import { AppError } from '../base/errors.ts';
import { auditContextOf, type CallContext } from './call-context.ts';

/** Operations that answer while nobody can log in yet; all others are 503 `not-set-up`. */
const beforeSetUp = new Set(['auth.register', 'auth.session', 'system.health']);

/**
 * Who may call what: the one rule for every door. Runs before the input is looked at, so a stranger learns nothing
 * about it. Throws AppError; a lacking scope is also written down.
 */
export async function guardCall(
  context: CallContext,
  operation: { path: readonly string[]; guard: Guard },
): Promise<void> {
  const { core, principal } = context;
  const name = operation.path.join('.');
  await core.access.spendRequest({ principal, ip: context.ip });
  if (principal?.kind !== 'owner' && !beforeSetUp.has(name) && !core.access.setUp.isDone()) {
    throw new AppError('not-set-up', 'nobody has set this server up yet: open the link it printed at its start');
  }
  const { access } = operation.guard;
  if (access === 'public') return;
  if (principal === undefined) throw new AppError('unauthenticated');
  if (access === 'window') {
    if (context.via === 'desktop') return;
    throw noWindow();
  }
  if (access !== 'signed-in') requireScope(context, { name, scope: access });
}

/** For what an operation does only at times, too: refuses a caller without the scope, and writes that down. */
export function requireScope(context: CallContext, { name, scope }: { name: string; scope: Scope }): void {
  if (context.principal?.scopes.has(scope) === true) return;
  recordDenied(context, { name, scope });
  throw new AppError('forbidden', `this needs the scope ${scope}, which your role or token does not have`);
}

/** The answer of every door but the window's own, and of a host that has none. */
export function noWindow(): AppError {
  return new AppError('not-found', 'there is no window here: only the desktop application has these settings');
}

function recordDenied(context: CallContext, { name, scope }: { name: string; scope: Scope }): void {
  const resource = { type: 'operation', id: name, name };
  context.core.audit.transact(auditContextOf(context), ({ record }) =>
    record({ action: 'access.denied', resource, outcome: 'denied', details: { scope } }),
  );
}
