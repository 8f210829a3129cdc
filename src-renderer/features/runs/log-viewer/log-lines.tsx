import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { LogStream } from '#contract/runs.ts';
import { t } from '../../../lib/messages/messages.ts';
import { LogRow } from './log-row.tsx';
import type { LogRows } from './log-rows.ts';
import type { LogSource } from './log-source.ts';
import styles from './log-viewer.module.css';
import { useLogScroll } from './use-log-scroll.ts';

/** tokens.css `--am-lh-log`. */
const rowHeight = 20;
/** Rows beyond the edges that are read ahead, so that small movements find their lines here. */
const readAhead = 60;
/** What scrolls must be reachable by keyboard (WCAG 2.1.1), also where the browser does not see to it. */
const reachable = { tabIndex: 0 };

/** What the viewer asks of its lines. */
export interface LogLinesHandle {
  /** Brings a line into view. */
  reveal: (seq: number) => void;
  /** The first line in view. */
  topSeq: () => number;
}

interface LogLinesProps {
  ref: Ref<LogLinesHandle>;
  runId: string;
  source: LogSource;
  rows: LogRows;
  stream: LogStream | undefined;
  /** Stay at the end while lines are added. */
  isHolding: boolean;
  onFollow: (isFollowing: boolean) => void;
  needle: string;
  currentHit: number | undefined;
  linked: number | undefined;
  onLink: (seq: number) => void;
  failedAttempts: ReadonlySet<number>;
  hasTimes: boolean;
  isWrapped: boolean;
}

/** The rows in view and nothing else: what is drawn anew with every step of the scroll bar. */
export function LogLines(props: LogLinesProps) {
  const { source, rows, stream, isHolding, isWrapped, linked, currentHit } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useLogScroll(scroller, {
    rows: rows.count,
    rowHeight,
    isOverscrolling: isWrapped,
    isFollowing: isHolding,
    onFollow: props.onFollow,
  });
  // Wrapped rows are of any height: at the end they are set from the end.
  const isFromEnd = isWrapped && isHolding;
  const firstRow = isFromEnd ? Math.max(0, rows.count - scroll.rowsInView) : scroll.topRow;
  const shown = Math.max(0, Math.min(rows.count - firstRow, scroll.rowsInView));

  useWanted({ source, stream, rows, firstRow, lastRow: firstRow + shown });
  useLinkedLine(rows.count > 0 && scroll.viewport > 0 ? linked : undefined, (seq) => scroll.reveal(rows.rowOf(seq)));
  useImperativeHandle(props.ref, () => ({
    reveal: (seq) => scroll.reveal(rows.rowOf(seq)),
    topSeq: () => rows.seqAt(firstRow),
  }));
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      {...reachable}
      role="log"
      aria-live="off"
      aria-label={t('log.title')}
      data-wrap={isWrapped || undefined}
      onScroll={scroll.onScroll}
      onKeyDown={scroll.onKeyDown}
    >
      <div className={styles.pane} data-from-end={isFromEnd || undefined} style={{ height: scroll.viewport }}>
        <div style={isWrapped ? undefined : { transform: `translateY(${-scroll.shift}px)` }}>
          {rowsFrom(firstRow, shown).map((row) => {
            const seq = rows.seqAt(row);
            const line = source.lineAt(seq);
            return (
              <LogRow
                // Rows that leave the view are the ones that enter it: their elements are used again.
                key={row % scroll.rowsInView}
                seq={seq}
                line={line}
                runId={props.runId}
                needle={props.needle}
                isCurrentHit={seq === currentHit}
                isLinked={seq === linked}
                isOfFailure={line !== undefined && props.failedAttempts.has(line.attempt)}
                hasTime={props.hasTimes}
                onLink={props.onLink}
              />
            );
          })}
        </div>
      </div>
      <div style={{ height: Math.max(0, scroll.height - scroll.viewport) }} />
    </div>
  );
}

interface Wanted {
  source: LogSource;
  stream: LogStream | undefined;
  rows: LogRows;
  firstRow: number;
  lastRow: number;
}

/** Tells the source which lines are looked at: what is in view first, then what is near. */
function useWanted({ source, stream, rows, firstRow, lastRow }: Wanted): void {
  useLayoutEffect(() => {
    const ahead = rowsFrom(firstRow, Math.min(rows.count, lastRow + readAhead) - firstRow);
    const begin = Math.max(0, firstRow - readAhead);
    source.want([...ahead, ...rowsFrom(begin, firstRow - begin)].map(rows.seqAt), stream);
  });
}

/** Goes to the line the address names: once when it can be shown, and when the address names another one. */
function useLinkedLine(linked: number | undefined, reveal: (seq: number) => void): void {
  const shown = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (linked === undefined || shown.current === linked) return;
    shown.current = linked;
    reveal(linked);
  });
}

function rowsFrom(first: number, count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index);
}
