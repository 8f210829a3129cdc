import { Checkbox } from '@mantine/core';
import type { VirtualItem } from '@tanstack/react-virtual';
import type { KeyboardEvent, MouseEvent } from 'react';
import { t } from '../../lib/messages/messages.ts';
import { type Column, type Selection, toggleKey } from './column.ts';
import styles from './data-list.module.css';
import type { Cursor } from './use-cursor.ts';

interface ListTableProps<Row> {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  isCompact: boolean;
  selection: Selection | undefined;
  /** The rows in view, of all. */
  items: readonly VirtualItem[];
  totalHeight: number;
  cursor: Cursor<Row>;
  onOpen: (row: Row) => void;
}

/** The rows as a table; what is out of view is one empty row above and one below, as high as what they stand for. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { rows, keyOf, columns, selection, items, totalHeight } = props;
  const before = items[0]?.start ?? 0;
  const after = totalHeight - (items.at(-1)?.end ?? 0);
  return (
    <table
      className={styles.table}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      data-compact={props.isCompact || undefined}
    >
      <colgroup>
        {selection !== undefined && <col style={{ width: 38 }} />}
        {columns.map((column) => (
          <col key={column.key} style={{ width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection !== undefined && (
            <th scope="col">
              <SelectAll rows={rows} keyOf={keyOf} selection={selection} />
            </th>
          )}
          {columns.map((column) => (
            <th key={column.key} scope="col" data-align={column.align}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <tr aria-hidden className={styles.spacer} style={{ height: before }} />}
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <TableRow key={keyOf(row)} {...props} row={row} index={item.index} />;
        })}
        {after > 0 && <tr aria-hidden className={styles.spacer} style={{ height: after }} />}
      </tbody>
    </table>
  );
}

function TableRow<Row>(props: ListTableProps<Row> & { row: Row; index: number }) {
  const { row, index, keyOf, columns, selection, cursor, onOpen } = props;
  const key = keyOf(row);
  const isSelected = selection?.keys.has(key) ?? false;

  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') onOpen(row);
    else if (event.key === 'ArrowDown') cursor.moveTo(index + 1);
    else if (event.key === 'ArrowUp') cursor.moveTo(index - 1);
    else if (event.key === 'Home') cursor.moveTo(0);
    else if (event.key === 'End') cursor.moveTo(props.rows.length - 1);
    else return;
    event.preventDefault();
  };
  return (
    <tr
      data-index={index}
      data-cursor={index === cursor.index || undefined}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      // One row of the list is in the tab order: the one under the cursor, or the first.
      tabIndex={index === Math.max(0, cursor.index) ? 0 : -1}
      onFocus={() => cursor.put(row)}
      onKeyDown={press}
      onClick={(event) => isPlainClick(event) && onOpen(row)}
    >
      {selection !== undefined && (
        <td>
          <Checkbox
            checked={isSelected}
            tabIndex={-1}
            aria-label={t('list.select-row')}
            onChange={() => selection.onChange(toggleKey(selection.keys, key))}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} data-align={column.align} data-quiet={column.isQuiet || undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

interface SelectAllProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selection: Selection;
}

function SelectAll<Row>({ rows, keyOf, selection }: SelectAllProps<Row>) {
  const count = selection.keys.size;
  const isAll = count > 0 && count === rows.length;
  return (
    <Checkbox
      checked={isAll}
      indeterminate={count > 0 && !isAll}
      aria-label={t('list.select-all')}
      onChange={() => selection.onChange(isAll ? new Set<string>() : new Set(rows.map(keyOf)))}
    />
  );
}

/** A click on the row itself, not on a link or a box in it, nor the end of marking text. */
function isPlainClick(event: MouseEvent): boolean {
  if (event.target instanceof Element && event.target.closest('a, button, input, label') !== null) return false;
  return window.getSelection()?.isCollapsed ?? true;
}
