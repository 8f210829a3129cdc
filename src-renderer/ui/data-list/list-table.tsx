import { Checkbox } from '@mantine/core';
import type { VirtualItem } from '@tanstack/react-virtual';
import { t } from '../../lib/messages/messages.ts';
import type { Column, Selection } from './column.ts';
import styles from './data-list.module.css';
import { TableRow } from './table-row.tsx';
import type { RowActs } from './use-row-acts.ts';

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
  /** -1 while it is nowhere. */
  cursorIndex: number;
  hasMenus: boolean;
  /** The row whose menu is open. */
  menuKey: string | undefined;
  acts: RowActs<Row>;
}

/** The rows as a table; what is out of view is one empty row above and one below, as high as what they stand for. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { rows, keyOf, columns, isCompact, selection, items, totalHeight, cursorIndex, hasMenus, menuKey } = props;
  const before = items[0]?.start ?? 0;
  const after = totalHeight - (items.at(-1)?.end ?? 0);
  const tabStop = Math.max(0, cursorIndex);
  return (
    <table
      className={styles.table}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      data-compact={isCompact || undefined}
    >
      <colgroup>
        {selection !== undefined && <col style={{ width: 38 }} />}
        {columns.map((column) => (
          <col key={column.key} style={{ width: column.width }} />
        ))}
        {hasMenus && <col style={{ width: isCompact ? 60 : 44 }} />}
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
          {hasMenus && (
            <th scope="col">
              <span className="visually-hidden">{t('list.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <tr aria-hidden className={styles.spacer} style={{ height: before }} />}
        {items.map(({ index }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            <TableRow
              key={key}
              row={row}
              rowKey={key}
              index={index}
              columns={columns}
              isAtCursor={index === cursorIndex}
              isTabStop={index === tabStop}
              isSelected={selection?.keys.has(key)}
              isMenuOpen={hasMenus ? menuKey === key : undefined}
              acts={props.acts}
            />
          );
        })}
        {after > 0 && <tr aria-hidden className={styles.spacer} style={{ height: after }} />}
      </tbody>
    </table>
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
