import { type ReactNode, useRef } from 'react';
import { ErrorState, ListSkeleton } from '../states.tsx';
import { useElementWidth } from '../use-element-width.ts';
import type { Column, RowAction, RowShortcut, Selection } from './column.ts';
import styles from './data-list.module.css';
import { ListRows } from './list-rows.tsx';

/** Below this the columns become one of two lines. */
const tableMinWidth = 640;
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
  /** What the menu of a row offers, opened by its button or the `.` key; none where there is nothing to do. */
  actions?: ((row: Row) => readonly RowAction[]) | undefined;
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
        <ListRows key={String(isCompact)} {...props} scroller={scroller} width={width} isCompact={isCompact} />
      )}
    </div>
  );
}
