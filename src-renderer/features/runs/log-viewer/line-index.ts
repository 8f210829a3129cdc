import type { LogPage } from '#contract/runs.ts';

/** Which lines of a log pass a filter, in order; grows while it is read. Numbers alone, so that a million fit. */
export interface LineIndex {
  seqs: readonly number[];
  /** How many there are in the whole log, where the core counted them. */
  matches: number | undefined;
  /** The line to read on from. */
  nextFrom: number;
  /** Nothing that was in the log when it was last read is missing. */
  isComplete: boolean;
}

interface IndexReader {
  /** The page of passing lines from a line on, as many as the core gives at once. */
  read: (from: number, signal: AbortSignal) => Promise<LogPage>;
  /** Stops when so many were found. */
  most: number;
  onChange: (index: LineIndex) => void;
}

export const emptyIndex: LineIndex = { seqs: [], matches: undefined, nextFrom: 1, isComplete: false };

/** Reads on from what is known until the end of the log, telling of each step. Answers the last step. */
export async function readIndex(known: LineIndex, reader: IndexReader, signal: AbortSignal): Promise<LineIndex> {
  let index = known;
  while (!signal.aborted && index.seqs.length < reader.most) {
    const page = await reader.read(index.nextFrom, signal);
    index = {
      seqs: page.lines.length === 0 ? index.seqs : [...index.seqs, ...page.lines.map(({ seq }) => seq)],
      matches: page.matches ?? index.matches,
      nextFrom: page.nextFrom,
      isComplete: page.nextFrom > page.total,
    };
    if (signal.aborted) break;
    reader.onChange(index);
    if (index.isComplete) break;
  }
  return index;
}

/** Where in the index the first line at or after `seq` stands; its length when there is none. */
export function placeOf(seqs: readonly number[], seq: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seqs[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
