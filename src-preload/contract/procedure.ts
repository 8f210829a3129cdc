import { oc } from '@orpc/contract';
import { type ErrorCode, ErrorData, errorTable } from './errors.ts';
import type { Scope } from './scopes.ts';

/**
 * How an operation guards itself.
 * - `public`: anyone may call it; only while nobody is set up may `register` be such.
 * - a scope: the caller's role or token must carry it.
 * - `signed-in`: any caller with valid credentials; the operation is about the caller.
 * - `window`: the page of the desktop window, as the local owner; no other door has the operation.
 */
export interface Guard {
  access: 'public' | 'signed-in' | 'window' | Scope;
  /** POSTs that create or start honour `Idempotency-Key`. */
  idempotent?: true;
}

type ErrorMap = { [Code in ErrorCode]: { status: number; message: string; data: typeof ErrorData } };
const errors = Object.fromEntries(
  Object.entries(errorTable).map(([code, { status, title }]) => [code, { status, message: title, data: ErrorData }]),
) as ErrorMap;

const base = oc.$meta<Guard>({ access: 'signed-in' }).errors(errors);

/** Begins an operation anyone may call. */
export const open = base.meta({ access: 'public' });
/** Begins an operation about the caller. */
export const signedIn = base.meta({ access: 'signed-in' });
/** Begins an operation about the desktop window, for the page in it alone. */
export const ofWindow = base.meta({ access: 'window' });
/** Begins an operation that needs `scope`. */
export const needs = (scope: Scope) => base.meta({ access: scope });
/** Begins a creating or starting operation: needs `scope`, honours `Idempotency-Key`. */
export const creates = (scope: Scope) => base.meta({ access: scope, idempotent: true });
