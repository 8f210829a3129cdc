import type { Run } from '#contract/runs.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatMoment } from '../../lib/format/time.ts';
import { median } from '../../lib/median.ts';
import { t } from '../../lib/messages/messages.ts';
import { sayReason } from '../../lib/say-reason.ts';
import type { OccurrenceMark } from '../../ui/occurrence-strip.tsx';
import { statusLooks } from '../../ui/status.ts';

/** Runs, newest first, as the marks of a strip, oldest first. */
export function toMarks(runs: readonly Run[], now: number): OccurrenceMark[] {
  return runs.toReversed().map((run) => ({
    key: run.id,
    status: run.status,
    isRetried: run.attempt > 1,
    label: [
      formatMoment(Date.parse(run.origin.scheduledFor ?? run.queuedAt), now),
      t(statusLooks[run.status].word),
      run.durationMs === null ? '' : formatDuration(run.durationMs),
      run.reason === null ? '' : sayReason(run.reason, (at) => formatMoment(at, now)),
    ]
      .filter((part) => part !== '')
      .join(', '),
  }));
}

/** The median duration of those that succeeded, in ms: what is usual. Undefined until one did. */
export function usualDuration(runs: readonly Run[]): number | undefined {
  return median(
    runs.flatMap(({ status, durationMs }) => (status === 'succeeded' && durationMs !== null ? [durationMs] : [])),
  );
}
