import type { AuditContext } from '../audit/audit.ts';
import type { Principal } from './principal.ts';

/** Who calls, and what goes into the audit log about it. Every act of a room above takes one. */
export interface Caller {
  principal: Principal;
  context: AuditContext;
  /** The revision the caller believes to change (`If-Match`); undefined changes whatever is there. */
  ifRevision?: number | undefined;
}
