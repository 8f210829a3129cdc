import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { users } from '../db/schema/users.ts';
import { type Principal, toPrincipal } from './principal.ts';
import { findLocalOwner } from './user-rows.ts';

/** Makes the administrator without a password whom the person at this machine acts as, at the first start. */
export function ensureLocalOwner({ audit, clock }: { audit: Audit; clock: Clock }, context: AuditContext): void {
  if (findLocalOwner(audit.read) !== undefined) return;
  const now = clock.now();
  const owner = { id: newId(now), name: 'Local owner', role: 'admin', isLocalOwner: true, createdAt: now } as const;
  audit.transact(context, ({ tx, record }) => {
    tx.insert(users).values(owner).run();
    const details = { role: owner.role, localOwner: true };
    record({ action: 'user.create', resource: { type: 'user', id: owner.id, name: owner.name }, details });
  });
}

/** The local owner as a caller: whoever comes through the window or the socket of the data directory. */
export function localOwnerPrincipal({ audit }: { audit: Audit }): Principal {
  const row = findLocalOwner(audit.read);
  if (row === undefined) throw new Error('there is no local owner: ensureLocalOwner has to run first');
  return toPrincipal(row, { kind: 'owner' });
}
