import { useEffect, useState } from 'react';
import type { LogStream } from '#contract/runs.ts';
import { placeOf } from './line-index.ts';
import type { LogReader } from './log-source.ts';
import { useLineIndex } from './use-line-index.ts';

/** Hits beyond these are found by asking for the next one; only their place in the count is not known. */
const indexedHits = 20_000;
const askedBack = 5_000;

export interface LogSearch {
  /** Lines with a hit, in the whole log; undefined while nobody searches or nobody knows yet. */
  matches: number | undefined;
  /** The line of the hit one is at. */
  current: number | undefined;
  /** Its place among the hits, from 1. */
  ordinal: number | undefined;
  next: () => void;
  previous: () => void;
}

interface SearchOptions {
  q: string | undefined;
  stream: LogStream | undefined;
  total: number | undefined;
  /** The first line in view: the search begins there. */
  topSeq: () => number;
  onHit: (seq: number) => void;
}

/** Finds a text in the log, on the core's side, and leads from hit to hit. */
export function useLogSearch(reader: LogReader, options: SearchOptions): LogSearch {
  const { q, stream, total, topSeq, onHit } = options;
  const index = useLineIndex(reader, { q, stream: q === undefined ? undefined : stream, total, most: indexedHits });
  const search = `${stream ?? ''} ${q ?? ''}`;
  const [place, setPlace] = useState<{ search: string; seq: number }>();
  const current = place?.search === search ? place.seq : undefined;
  const { seqs } = index;
  const isReady = q !== undefined && seqs.length > 0;

  const go = (seq: number | undefined) => {
    if (seq === undefined) return;
    setPlace({ search, seq });
    onHit(seq);
  };
  // The first hit is gone to once, when it is known; after that the person leads.
  useEffect(() => {
    if (isReady && current === undefined) go(seqs[placeOf(seqs, topSeq())] ?? seqs[0]);
  });

  const ask = (from: number, limit: number) =>
    reader.read({ from, limit, q: q ?? '', ...(stream && { stream }) }, new AbortController().signal);
  const next = async () => {
    if (current === undefined) return;
    const known = seqs[placeOf(seqs, current + 1)];
    if (known !== undefined || seqs.length < indexedHits) return go(known ?? seqs[0]);
    const page = await ask(current + 1, 1);
    go(page.lines[0]?.seq ?? seqs[0]);
  };
  const previous = async () => {
    if (current === undefined) return;
    const isIndexed = seqs.length < indexedHits || current <= (seqs.at(-1) ?? 0);
    if (isIndexed) return go(seqs[placeOf(seqs, current) - 1] ?? seqs.at(-1));
    const page = await ask(Math.max(1, current - askedBack), askedBack);
    go(page.lines.findLast(({ seq }) => seq < current)?.seq ?? seqs.at(-1));
  };
  const ordinal = current === undefined ? undefined : placeOf(seqs, current) + 1;
  return {
    matches: q === undefined ? undefined : (index.matches ?? (index.isComplete ? seqs.length : undefined)),
    current,
    ordinal: ordinal !== undefined && ordinal <= seqs.length ? ordinal : undefined,
    next: () => void next(),
    previous: () => void previous(),
  };
}
