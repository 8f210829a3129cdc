import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { ErrorState, ListSkeleton } from '../states.tsx';
import { useElementWidth } from '../use-element-width.ts';
import { type Column, fittingColumns, type RowShortcut, type Selection } from './column.ts';
import styles from './data-list.module.css';
import { ListTable } from './list-table.tsx';
import { useCursor } from './use-cursor.ts';

/** Rows are exactly so high (tokens.css `--am-row`): a list of any length is counted, never measured. */
const rowHeight = 24;
/** Two lines of text and a finger's width. */
const compactRowHeight = 52;
/** Below this the columns become one of two lines. */
const tableMinWidth = 640;
/** More rows are asked for when so few are left below. */
const nearEndRows = 20;

export interface DataListProps<Row> {
  /** What the rows are, for those who do not see the heading. */
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** The row in two lines, for narrow screens. */
  renderCompact: (row: Row) => ReactNode;
  onOpen: (row: Row) => void;
  selection?: Selection;
  /** Keys that act on the row under the cursor. */
  shortcuts?: readonly RowShortcut<Row>[];
  isLoading: boolean;
  /** Set when the rows could not be read. */
  failure?: { title: string; error: unknown; onRetry: () => void } | undefined;
  /** Shown when there are no rows. */
  empty: ReactNode;
  /** More rows are there for the asking; called when the end comes near. */
  onNearEnd?: (() => void) | undefined;
}

/** A list of things: 24 px rows, only those in view are drawn, moved through by keyboard, never without a state. */
export function DataList<Row>(props: DataListProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller);
  const { isLoading, failure, rows } = props;
  const isCompact = width < tableMinWidth;
  return (
    <div ref={scroller} className={styles.scroller}>
      {isLoading && <ListSkeleton rows={24} />}
      {!isLoading && failure !== undefined && <ErrorState {...failure} />}
      {!isLoading && failure === undefined && rows.length === 0 && props.empty}
      {!isLoading && failure === undefined && rows.length > 0 && width > 0 && (
        // A new key where the rows' height changes: the virtualizer begins anew instead of mixing two heights.
        <Rows key={String(isCompact)} {...props} scroller={scroller} width={width} isCompact={isCompact} />
      )}
    </div>
  );
}

interface RowsProps<Row> extends DataListProps<Row> {
  scroller: RefObject<HTMLDivElement | null>;
  width: number;
  isCompact: boolean;
}

function Rows<Row>(props: RowsProps<Row>) {
  const { rows, keyOf, scroller, isCompact, onNearEnd, shortcuts = [] } = props;
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
  const cursor = useCursor({ rows, keyOf, selection, shortcuts, reveal });
  const compact: Column<Row> = { key: 'compact', head: props.label, cell: props.renderCompact };
  return (
    <ListTable
      label={props.label}
      rows={rows}
      keyOf={keyOf}
      columns={isCompact ? [compact] : fittingColumns(props.columns, props.width)}
      isCompact={isCompact}
      selection={selection}
      items={items}
      totalHeight={virtualizer.getTotalSize()}
      cursor={cursor}
      onOpen={props.onOpen}
    />
  );
}
