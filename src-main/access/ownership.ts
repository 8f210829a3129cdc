import { AppError, notFound } from '../base/errors.ts';
import type { Caller } from './caller.ts';
import { mayChange, mayRead } from './principal.ts';

interface Owned {
  id: string;
  name: string;
  ownerId: string;
  visibility: 'private' | 'shared';
  revision: number;
}

/** The row, if the caller may see it; what one may not see answers as if it were not there. */
export function visible<Row extends Owned>(
  caller: Caller,
  kind: string,
  { id, row }: { id: string; row: Row | undefined },
): Row {
  if (row === undefined || !mayRead(caller.principal, row)) throw notFound(kind, id);
  return row;
}

/** The row, if the caller may change it and it is still the revision the caller knows. */
export function changeable<Row extends Owned>(
  caller: Caller,
  kind: string,
  found: { id: string; row: Row | undefined },
): Row {
  const row = visible(caller, kind, found);
  if (!mayChange(caller.principal, row))
    throw new AppError('forbidden', `${kind} ${row.name} belongs to someone else; ask its owner or an administrator`);
  if (caller.ifRevision !== undefined && caller.ifRevision !== row.revision) {
    throw new AppError(
      'revision-mismatch',
      `${kind} ${row.name} is at revision ${row.revision}, not ${caller.ifRevision}; read it again`,
    );
  }
  return row;
}
