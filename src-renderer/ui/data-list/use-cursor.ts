import { useState } from 'react';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { type RowShortcut, type Selection, toggleKey } from './column.ts';

interface CursorOptions<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selection: Selection | undefined;
  shortcuts: readonly RowShortcut<Row>[];
  /** Opens the menu of a row; absent where rows have none. */
  openMenu: ((row: Row) => void) | undefined;
  /** Brings the row into view and gives it the focus. */
  reveal: (index: number) => void;
}

export interface Cursor<Row> {
  /** -1 while it is nowhere. */
  index: number;
  moveTo: (index: number) => void;
  put: (row: Row) => void;
}

/** The row one is at: moved by j and k, kept by key so that rows arriving above do not move it. */
export function useCursor<Row>({
  rows,
  keyOf,
  selection,
  shortcuts,
  openMenu,
  reveal,
}: CursorOptions<Row>): Cursor<Row> {
  const [cursorKey, setCursorKey] = useState<string>();
  const index = cursorKey === undefined ? -1 : rows.findIndex((row) => keyOf(row) === cursorKey);
  const current = rows[index];

  const moveTo = (target: number) => {
    const reached = Math.min(rows.length - 1, Math.max(0, target));
    const row = rows[reached];
    if (row === undefined) return;
    setCursorKey(keyOf(row));
    reveal(reached);
  };
  const group = t('keys.group.list');
  const selecting =
    selection === undefined
      ? []
      : [
          {
            keys: 'x',
            label: t('keys.select'),
            group,
            run: () => current !== undefined && selection.onChange(toggleKey(selection.keys, keyOf(current))),
          },
          { keys: 'Escape', label: t('keys.deselect'), group, run: () => selection.onChange(new Set<string>()) },
        ];
  const opening =
    openMenu === undefined
      ? []
      : [{ keys: '.', label: t('keys.row-menu'), group, run: () => current !== undefined && openMenu(current) }];
  useShortcuts([
    { keys: 'j', label: t('keys.down'), group, run: () => moveTo(index + 1) },
    { keys: 'k', label: t('keys.up'), group, run: () => moveTo(index - 1) },
    ...selecting,
    ...opening,
    ...shortcuts.map(({ keys, label, run }) => ({
      keys,
      label,
      group,
      run: () => current !== undefined && run(current),
    })),
  ]);
  return { index, moveTo, put: (row) => setCursorKey(keyOf(row)) };
}
