import type { Caller } from '../access/caller.ts';
import { type CallContext, type Core, callerOf } from '../api/call-context.ts';
import { newId } from '../base/ids.ts';

/** The person at this desktop, as every act of the window and its shell is recorded. */
export function ownerOf(core: Core): Caller {
  return callerOf(makeOwnerContext(core, newId()));
}

/** What the core needs to know of a call the window makes. */
export function makeOwnerContext(core: Core, requestId: string, path = '/rpc'): CallContext {
  return {
    core,
    principal: core.access.localOwner(),
    via: 'desktop',
    ip: undefined,
    requestId,
    path,
    userAgent: undefined,
    presentedCookie: undefined,
    ifMatch: undefined,
    idempotencyKey: undefined,
    reply: {},
  };
}
