import type { Occurrence } from '#contract/jobs.ts';
import { keyOf } from './occurrence-marks.ts';

/**
 * What lies ahead, then what was, newest first. The two are read at different moments: what is decided by now stands no
 * longer among what is to come.
 */
export function mergeOccurrences(ahead: readonly Occurrence[], decided: readonly Occurrence[]): readonly Occurrence[] {
  const known = new Set(decided.map(keyOf));
  return [...ahead.filter((occurrence) => !known.has(keyOf(occurrence))), ...decided];
}
