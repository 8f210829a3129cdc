import { placeOf } from './line-index.ts';

/** Which line stands in which row of what is shown. */
export interface LogRows {
  count: number;
  seqAt(row: number): number;
  rowOf(seq: number): number;
}

/** The whole log: row 0 is line 1. */
export function allRows(total: number): LogRows {
  return { count: total, seqAt: (row) => row + 1, rowOf: (seq) => seq - 1 };
}

/** The lines of a filter, given in order. */
export function filteredRows(seqs: readonly number[]): LogRows {
  return { count: seqs.length, seqAt: (row) => seqs[row] ?? 0, rowOf: (seq) => placeOf(seqs, seq) };
}
