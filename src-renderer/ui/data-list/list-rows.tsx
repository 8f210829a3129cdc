import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { type Column, fittingColumns } from './column.ts';
import type { DataListProps } from './data-list.tsx';
import { ListTable } from './list-table.tsx';
import { useCursor } from './use-cursor.ts';
import { useRowActs } from './use-row-acts.ts';

/** Rows are exactly so high (tokens.css `--am-row`): a list of any length is counted, never measured. */
const rowHeight = 24;
/** Two lines of text and a finger's width. */
const compactRowHeight = 52;
/** More rows are asked for when so few are left below. */
const nearEndRows = 20;

interface ListRowsProps<Row> extends DataListProps<Row> {
  scroller: RefObject<HTMLDivElement | null>;
  width: number;
  isCompact: boolean;
}

/** The rows of a list that are in view, and the one the cursor is at. */
export function ListRows<Row>(props: ListRowsProps<Row>) {
  const { rows, keyOf, scroller, width, isCompact, onNearEnd, shortcuts = [], actions, label } = props;
  const selection = isCompact ? undefined : props.selection;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isCompact ? compactRowHeight : rowHeight),
    overscan: 12,
    scrollPaddingStart: isCompact ? 0 : rowHeight,
  });
  const items = virtualizer.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - nearEndRows;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);

  const reveal = (index: number) => {
    virtualizer.scrollToIndex(index);
    // The row may only be drawn after the list has scrolled there.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const [menuKey, setMenuKey] = useState<string>();
  const openMenu = actions && ((row: Row) => setMenuKey(keyOf(row)));
  const cursor = useCursor({ rows, keyOf, selection, shortcuts, openMenu, reveal });
  const acts = useRowActs({ rows, selection, cursor, actions, onMenu: setMenuKey, onOpen: props.onOpen });
  // The same columns as long as the same ones fit: scrolling draws rows anew only where one of theirs changed.
  const { columns, renderCompact } = props;
  const fitting = useMemo((): readonly Column<Row>[] => {
    if (isCompact) return [{ key: 'compact', head: label, cell: renderCompact }];
    return fittingColumns(columns, width);
  }, [isCompact, label, renderCompact, columns, width]);
  return (
    <ListTable
      label={label}
      rows={rows}
      keyOf={keyOf}
      columns={fitting}
      isCompact={isCompact}
      selection={selection}
      items={items}
      totalHeight={virtualizer.getTotalSize()}
      cursorIndex={cursor.index}
      hasMenus={actions !== undefined}
      menuKey={menuKey}
      acts={acts}
    />
  );
}
