import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { downloadBlob } from '../../../lib/download.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../../lib/preferences.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.tsx';
import { ErrorState } from '../../../ui/states.tsx';
import { placeOf } from './line-index.ts';
import type { LogPlace } from './log-place.ts';
import { LogRow } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import styles from './log-viewer.module.css';
import { copiedLines, readForCopying, readWholeLog } from './save-log.ts';
import { useLineIndex } from './use-line-index.ts';
import { useLogScroll } from './use-log-scroll.ts';
import { useLogSearch } from './use-log-search.ts';
import { useLogSource } from './use-log-source.ts';

/** tokens.css `--am-lh-log`. */
const rowHeight = 20;
/** Rows beyond the edges that are read ahead, so that small movements find their lines here. */
const readAhead = 60;

interface LogViewerProps {
  runId: string;
  /** What the address says is shown. */
  place: LogPlace;
  onPlace: (place: LogPlace) => void;
  /** Attempts that failed: their stderr is why. */
  failedAttempts: ReadonlySet<number>;
  /** For the name of the file it is saved as. */
  fileName: string;
}

/** The log of a run, of any length: only the rows in view exist, and only the lines around them are here. */
export function LogViewer({ runId, place, onPlace, failedAttempts, fileName }: LogViewerProps) {
  const { logTimes, logWrap } = usePreferences();
  const { source, reader, log } = useLogSource(runId);
  const { stream, line: linked } = place;
  const q = place.q?.trim() === '' ? undefined : place.q;
  const { total } = log;

  const filtered = useLineIndex(reader, { stream, total, most: Number.POSITIVE_INFINITY });
  const rows = stream === undefined ? (total ?? 0) : filtered.seqs.length;
  const seqAt = (row: number) => (stream === undefined ? row + 1 : (filtered.seqs[row] ?? 0));
  const rowOf = (seq: number) => (stream === undefined ? seq - 1 : placeOf(filtered.seqs, seq));

  const [isFollowing, setFollowing] = useState(linked === undefined);
  const [leftAt, setLeftAt] = useState(0);
  const follow = (isOn: boolean) => {
    if (isFollowing && !isOn) setLeftAt(rows);
    setFollowing(isOn);
  };
  const scroller = useRef<HTMLDivElement>(null);
  const isHolding = isFollowing && !log.isComplete;
  const scroll = useLogScroll(scroller, {
    rows,
    rowHeight,
    isOverscrolling: logWrap,
    isFollowing: isHolding,
    onFollow: follow,
  });

  const search = useLogSearch(reader, {
    q,
    stream,
    total,
    topSeq: () => seqAt(scroll.topRow),
    onHit: (seq) => {
      follow(false);
      scroll.reveal(rowOf(seq));
    },
  });

  const isFromEnd = logWrap && isHolding;
  const firstRow = isFromEnd ? Math.max(0, rows - scroll.rowsInView) : scroll.topRow;
  const lastRow = Math.min(rows, firstRow + scroll.rowsInView);
  const shown = Array.from({ length: Math.max(0, lastRow - firstRow) }, (_, index) => seqAt(firstRow + index));
  useWanted({ source, stream, seqAt, firstRow, lastRow, rows, revision: log });
  useLinkedLine({ linked, isReady: rows > 0 && scroll.viewport > 0, reveal: (seq) => scroll.reveal(rowOf(seq)) });

  const [saved, setSaved] = useState<number>();
  const save = async () => {
    try {
      const signal = new AbortController().signal;
      downloadBlob(await readWholeLog(reader, { stream, onProgress: setSaved, signal }), `${fileName}.log`);
    } catch (error) {
      notifyFailed(t('log.save-failed'), error);
    } finally {
      setSaved(undefined);
    }
  };
  const copy = async () => {
    try {
      const from = rows <= copiedLines ? 1 : seqAt(firstRow);
      await navigator.clipboard.writeText(await readForCopying(reader, from, stream));
      notifyDone(t('log.copied', { n: Math.min(rows, copiedLines) }));
    } catch (error) {
      notifyFailed(t('log.copy-failed'), error);
    }
  };
  const toggleFollow = () => follow(!isFollowing);
  const toggleWrap = () => setPreferences({ logWrap: !logWrap });
  const group = t('log.title');
  useShortcuts([
    { keys: 'f', label: t('log.follow'), group, run: toggleFollow },
    { keys: 'w', label: t('log.wrap'), group, run: toggleWrap },
    { keys: 'n', label: t('log.next-hit'), group, run: search.next },
    { keys: 'N', label: t('log.previous-hit'), group, run: search.previous },
  ]);
  const link = useMemo(() => (seq: number) => onPlace({ ...place, line: seq }), [onPlace, place]);

  return (
    <section className={styles.viewer} aria-label={t('log.title')}>
      <LogToolbar
        total={total}
        stream={stream}
        onStream={(next) => onPlace({ ...place, stream: next })}
        q={q ?? ''}
        onSearch={(next) => onPlace({ ...place, q: next })}
        search={search}
        hasTimes={logTimes}
        onTimes={() => setPreferences({ logTimes: !logTimes })}
        isWrapped={logWrap}
        onWrap={toggleWrap}
        onCopy={() => void copy()}
        onSave={() => void save()}
        saved={saved}
        {...(!log.isComplete && {
          follow: { isOn: isFollowing, missed: isFollowing ? 0 : Math.max(0, rows - leftAt), onToggle: toggleFollow },
        })}
      />
      {log.error !== null && total === undefined && <ErrorState title={t('log.unreadable')} error={log.error} />}
      {total === 0 && <p className={styles.empty}>{t(log.isComplete ? 'log.empty' : 'log.waiting')}</p>}
      <div
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('log.title')}
        data-wrap={logWrap || undefined}
        onScroll={scroll.onScroll}
        onKeyDown={scroll.onKeyDown}
      >
        <div className={styles.pane} data-from-end={isFromEnd || undefined} style={{ height: scroll.viewport }}>
          <div style={logWrap ? undefined : { transform: `translateY(${-scroll.shift}px)` }}>
            {shown.map((seq) => {
              const line = source.lineAt(seq);
              return (
                <LogRow
                  key={seq}
                  seq={seq}
                  line={line}
                  runId={runId}
                  needle={q ?? ''}
                  isCurrentHit={seq === search.current}
                  isLinked={seq === linked}
                  isOfFailure={line !== undefined && failedAttempts.has(line.attempt)}
                  hasTime={logTimes}
                  onLink={link}
                />
              );
            })}
          </div>
        </div>
        <div style={{ height: Math.max(0, scroll.height - scroll.viewport) }} />
      </div>
    </section>
  );
}

interface Wanted {
  source: ReturnType<typeof useLogSource>['source'];
  stream: LogPlace['stream'];
  seqAt: (row: number) => number;
  firstRow: number;
  lastRow: number;
  rows: number;
  /** Asked again whenever something arrived. */
  revision: unknown;
}

/** Tells the source which lines are looked at: what is in view first, then what is near. */
function useWanted({ source, stream, seqAt, firstRow, lastRow, rows }: Wanted): void {
  useLayoutEffect(() => {
    const seqs: number[] = [];
    for (let row = firstRow; row < Math.min(rows, lastRow + readAhead); row++) seqs.push(seqAt(row));
    for (let row = Math.max(0, firstRow - readAhead); row < firstRow; row++) seqs.push(seqAt(row));
    source.want(seqs, stream);
  });
}

interface LinkedLine {
  linked: number | undefined;
  isReady: boolean;
  reveal: (seq: number) => void;
}

/** Goes to the line the address names: once when it can be shown, and when the address names another one. */
function useLinkedLine({ linked, isReady, reveal }: LinkedLine): void {
  const shown = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (linked === undefined || !isReady || shown.current === linked) return;
    shown.current = linked;
    reveal(linked);
  });
}
