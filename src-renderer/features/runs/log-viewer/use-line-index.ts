import { useEffect, useRef, useState } from 'react';
import type { LogStream } from '#contract/runs.ts';
import { emptyIndex, type LineIndex, readIndex } from './line-index.ts';
import type { LogReader } from './log-source.ts';

interface IndexOptions {
  q?: string | undefined;
  stream?: LogStream | undefined;
  /** Lines the log has by now; when it grows the index is read on. */
  total: number | undefined;
  most: number;
}

const perPage = 5_000;
/** A log that grows is looked through again so often. */
const growMs = 1_500;

/** The lines that pass a filter or hold what is searched for; empty without either. */
export function useLineIndex(reader: LogReader, { q, stream, total, most }: IndexOptions): LineIndex {
  const filter = `${stream ?? ''} ${q ?? ''}`;
  const [state, setState] = useState({ filter, index: emptyIndex });
  const known = state.filter === filter ? state.index : emptyIndex;
  const latest = useRef(known);
  latest.current = known;
  const isOn = q !== undefined || stream !== undefined;

  useEffect(() => {
    if (!isOn || total === undefined || latest.current.nextFrom > total) return;
    const reading = new AbortController();
    const read = () =>
      readIndex(
        latest.current,
        {
          most,
          read: (from, signal) =>
            reader.read({ from, limit: perPage, ...(q && { q }), ...(stream && { stream }) }, signal),
          onChange: (index) => setState({ filter, index }),
        },
        reading.signal,
        // What failed is read on when the log grows or the filter changes; the log itself reports the failure.
      ).catch(() => undefined);
    const timer = setTimeout(read, latest.current.isComplete ? growMs : 0);
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, [isOn, q, stream, filter, total, most, reader]);
  return known;
}
