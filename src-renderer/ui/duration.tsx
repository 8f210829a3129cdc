import { formatDuration } from '../lib/format/duration.ts';

/** How long something took: 46 s. */
export function Duration({ ms }: { ms: number }) {
  return <span title={`${ms} ms`}>{formatDuration(ms)}</span>;
}
