import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, memo } from 'react';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from './column.ts';
import styles from './data-list.module.css';
import { RowMenu } from './row-menu.tsx';
import type { RowActs } from './use-row-acts.ts';

interface TableRowProps<Row> {
  row: Row;
  rowKey: string;
  index: number;
  columns: readonly Column<Row>[];
  isAtCursor: boolean;
  /** One row of the list is in the tab order: the one under the cursor, or the first. */
  isTabStop: boolean;
  /** Undefined where rows cannot be marked. */
  isSelected: boolean | undefined;
  /** Undefined where rows have no menu. */
  isMenuOpen: boolean | undefined;
  acts: RowActs<Row>;
}

function DrawnRow<Row>(props: TableRowProps<Row>) {
  const { row, rowKey, index, isSelected, isMenuOpen, acts } = props;
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') acts.open(row);
    else if (event.key === 'ArrowDown') acts.moveTo(index + 1);
    else if (event.key === 'ArrowUp') acts.moveTo(index - 1);
    else if (event.key === 'Home') acts.moveTo(0);
    else if (event.key === 'End') acts.moveTo(Number.MAX_SAFE_INTEGER);
    else return;
    event.preventDefault();
  };
  return (
    <tr
      data-index={index}
      data-cursor={props.isAtCursor || undefined}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      tabIndex={props.isTabStop ? 0 : -1}
      onFocus={() => acts.put(row)}
      onKeyDown={press}
      onClick={(event) => isPlainClick(event) && acts.open(row)}
    >
      {isSelected !== undefined && (
        <td>
          <Checkbox
            checked={isSelected}
            tabIndex={-1}
            aria-label={t('list.select-row')}
            onChange={() => acts.toggle(rowKey)}
          />
        </td>
      )}
      {props.columns.map((column) => (
        <td key={column.key} data-align={column.align} data-quiet={column.isQuiet || undefined}>
          {column.cell(row)}
        </td>
      ))}
      {isMenuOpen !== undefined && (
        <td className={styles.menu}>
          <RowMenu
            actionsOf={() => acts.actionsOf(row)}
            isOpen={isMenuOpen}
            onOpen={() => acts.setMenu(rowKey)}
            onClose={() => acts.setMenu(undefined)}
          />
        </td>
      )}
    </tr>
  );
}

/** One row; drawn again when something of its own changed, not when the list scrolled. */
// The cast gives the memoized component its type parameter back.
export const TableRow = memo(DrawnRow) as typeof DrawnRow;

/** A click on the row itself, not on a link or a box in it, nor the end of marking text. */
function isPlainClick(event: MouseEvent): boolean {
  if (!(event.target instanceof Element) || event.target.closest('a, button, input, label') !== null) return false;
  // What floats above the page is a part of the row to React alone.
  if (!event.currentTarget.contains(event.target)) return false;
  return window.getSelection()?.isCollapsed ?? true;
}
