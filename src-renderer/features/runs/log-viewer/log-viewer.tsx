import { Button } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../../lib/preferences.ts';
import { ErrorState } from '../../../ui/states.tsx';
import { LogLines, type LogLinesHandle } from './log-lines.tsx';
import type { LogPlace } from './log-place.ts';
import { allRows, filteredRows } from './log-rows.ts';
import { LogToolbar } from './log-toolbar.tsx';
import styles from './log-viewer.module.css';
import { useLineIndex } from './use-line-index.ts';
import { useLogExport } from './use-log-export.ts';
import { useLogSearch } from './use-log-search.ts';
import { useLogSource } from './use-log-source.ts';

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
  const { total, isComplete } = log;
  const filtered = useLineIndex(reader, { stream, total, most: Number.POSITIVE_INFINITY });
  const rows = stream === undefined ? allRows(total ?? 0) : filteredRows(filtered.seqs);

  const lines = useRef<LogLinesHandle>(null);
  const topSeq = () => lines.current?.topSeq() ?? 1;
  const [isFollowing, setFollowing] = useState(linked === undefined);
  /** How many rows there were when it let go of the end. */
  const [leftAt, setLeftAt] = useState(0);
  const follow = (isOn: boolean) => {
    if (isOn === isFollowing) return;
    if (!isOn) setLeftAt(rows.count);
    setFollowing(isOn);
  };
  const missed = isFollowing || isComplete ? 0 : rows.count - leftAt;

  const search = useLogSearch(reader, {
    q,
    stream,
    total,
    topSeq,
    onHit: (seq) => {
      follow(false);
      lines.current?.reveal(seq);
    },
  });
  const taking = useLogExport(reader, { stream, count: rows.count, fileName, topSeq });
  const link = useCallback((seq: number) => onPlace({ ...place, line: seq }), [onPlace, place]);

  const toggleFollow = () => follow(!isFollowing);
  const toggleWrap = () => setPreferences({ logWrap: !logWrap });
  const group = t('log.title');
  useShortcuts([
    { keys: 'f', label: t('log.follow'), group, run: toggleFollow },
    { keys: 'w', label: t('log.wrap'), group, run: toggleWrap },
    { keys: 'n', label: t('log.next-hit'), group, run: search.next },
    { keys: 'N', label: t('log.previous-hit'), group, run: search.previous },
  ]);
  return (
    <section className={styles.viewer} aria-label={t('log.title')}>
      <LogToolbar
        total={total}
        rows={rows.count}
        stream={stream}
        onStream={(next) => onPlace({ ...place, stream: next })}
        q={q ?? ''}
        onSearch={(next) => onPlace({ ...place, q: next })}
        search={search}
        hasTimes={logTimes}
        onTimes={() => setPreferences({ logTimes: !logTimes })}
        isWrapped={logWrap}
        onWrap={toggleWrap}
        onCopy={taking.copy}
        onSave={taking.save}
        saved={taking.saved}
        {...(!isComplete && { follow: { isOn: isFollowing, onToggle: toggleFollow } })}
      />
      {log.error !== null && total === undefined && <ErrorState title={t('log.unreadable')} error={log.error} />}
      {total === 0 && <p className={styles.empty}>{t(isComplete ? 'log.empty' : 'log.waiting')}</p>}
      {total !== 0 && rows.count === 0 && filtered.isComplete && (
        <p className={styles.empty}>{t('log.none-of-stream')}</p>
      )}
      <LogLines
        ref={lines}
        runId={runId}
        source={source}
        rows={rows}
        stream={stream}
        isHolding={isFollowing && !isComplete}
        onFollow={follow}
        needle={q ?? ''}
        currentHit={search.current}
        linked={linked}
        onLink={link}
        failedAttempts={failedAttempts}
        hasTimes={logTimes}
        isWrapped={logWrap}
      />
      {missed > 0 && (
        <Button size="xs" className={styles.missed} onClick={toggleFollow}>
          {t('log.missed', { n: missed })}
        </Button>
      )}
    </section>
  );
}
