import type { ReactNode } from 'react';

/** One column of a list. */
export interface Column<Row> {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** In pixels; columns without one share what is left. */
  width?: number;
  align?: 'right';
  /** Second to the name: a step greyer. */
  isQuiet?: boolean;
  /** Left out where the list is narrower than this. */
  minListWidth?: number;
}

/** A key that acts on the row under the cursor. */
export interface RowShortcut<Row> {
  keys: string;
  label: string;
  run: (row: Row) => void;
}

/** What one can do with a row, as an item of its menu. */
export interface RowAction {
  label: string;
  /** The key that does the same, shown beside it; `shortcuts` make it work. */
  keys?: string;
  /** What cannot be taken back. */
  isDanger?: boolean;
  run: () => void;
}

/** Which rows are marked, by key. */
export interface Selection {
  keys: ReadonlySet<string>;
  onChange: (keys: ReadonlySet<string>) => void;
}

/** Columns that fit into a list this wide. */
export function fittingColumns<Row>(columns: readonly Column<Row>[], listWidth: number): readonly Column<Row>[] {
  return columns.filter(({ minListWidth }) => minListWidth === undefined || listWidth >= minListWidth);
}

/** The keys with one added, or taken away if it was there. */
export function toggleKey(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
