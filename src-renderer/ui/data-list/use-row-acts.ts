import { useLayoutEffect, useMemo, useRef } from 'react';
import { type RowAction, type Selection, toggleKey } from './column.ts';
import type { Cursor } from './use-cursor.ts';

/** What a row does when it is clicked or keys are pressed in it. */
export interface RowActs<Row> {
  open(row: Row): void;
  /** Puts the cursor on the row. */
  put(row: Row): void;
  /** Moves the cursor; beyond the end means to it. */
  moveTo(index: number): void;
  toggle(key: string): void;
  setMenu(key: string | undefined): void;
  actionsOf(row: Row): readonly RowAction[];
}

interface RowActsOptions<Row> {
  rows: readonly Row[];
  selection: Selection | undefined;
  cursor: Cursor<Row>;
  actions: ((row: Row) => readonly RowAction[]) | undefined;
  onMenu: (key: string | undefined) => void;
  onOpen: (row: Row) => void;
}

/** One object for the life of the list: rows that were drawn once need not be drawn again to know what to do. */
export function useRowActs<Row>(options: RowActsOptions<Row>): RowActs<Row> {
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  return useMemo(
    () => ({
      open: (row) => latest.current.onOpen(row),
      put: (row) => latest.current.cursor.put(row),
      moveTo: (index) => latest.current.cursor.moveTo(index),
      toggle: (key) => {
        const { selection } = latest.current;
        selection?.onChange(toggleKey(selection.keys, key));
      },
      setMenu: (key) => latest.current.onMenu(key),
      actionsOf: (row) => latest.current.actions?.(row) ?? [],
    }),
    [],
  );
}
