import { z } from 'zod';
import { invalid } from './errors.ts';

const Position = z.tuple([z.union([z.string(), z.number(), z.null()]), z.string()]);
export type Position = z.infer<typeof Position>;

/** Where a page ended: the sort value and the id of its last item, opaque to callers. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws `invalid` naming `cursor` for anything this server did not make. */
export function decodeCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalid('cursor', 'is not one this server gave out; leave it away to begin at the first page');
  }
}

/** One more row than asked tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  shape: { toItem: (row: Row) => Item; toPosition: (row: Row) => Position },
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(shape.toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(shape.toPosition(last)) : null,
  };
}
