import { oneOf, readSearch } from '../../lib/search-params.ts';
import { readLogPlace } from './log-viewer/log-place.ts';

/** What of two runs is beside each other. */
export const comparisons = ['facts', 'script', 'input', 'result', 'log'] as const;
export type Comparison = (typeof comparisons)[number];

const readComparison = readSearch({ compare: oneOf(comparisons) });

/** What of a run is shown, as it stands in the address: its log, or how it differs from the last good one. */
export function readRunPlace(raw: Record<string, unknown>) {
  return { ...readLogPlace(raw), ...readComparison(raw) };
}

export type RunPlace = ReturnType<typeof readRunPlace>;
