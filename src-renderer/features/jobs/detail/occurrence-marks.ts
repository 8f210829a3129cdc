import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatClock, formatDay, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { sayReasonCode } from '../../../lib/say-reason.ts';
import { type StatusName, statusLooks } from '../../../ui/status.ts';

/** Tells an instant of one trigger apart from all others, ahead or behind. */
export function keyOf({ triggerId, scheduledFor }: Pick<Occurrence, 'triggerId' | 'scheduledFor'>): string {
  return `${scheduledFor}~${triggerId.slice(-12)}`;
}

/** How an instant went: its run's state where there is one, else what the ledger says. */
export function statusOf(occurrence: Occurrence, runs: ReadonlyMap<string, Run>): StatusName {
  const run = runs.get(occurrence.runId ?? '');
  if (run !== undefined && (occurrence.outcome === 'ran' || occurrence.outcome === 'pending')) return run.status;
  // It stands in the ledger as one to come, but will be let pass.
  return occurrence.outcome === 'upcoming' && occurrence.reason === 'paused' ? 'paused' : occurrence.outcome;
}

/** Thu 22 Oct 11:15, with seconds where it is not due at a full minute. */
export function sayMoment(at: number, now: number): string {
  if (at % 60_000 === 0) return formatMoment(at, now);
  return `${formatDay(at, now).replaceAll(',', '')} ${formatClock(at)}`;
}

/** 11:15, skipped, overlap: what a mark says in words. */
export function labelOf(occurrence: Occurrence, status: StatusName, now: number): string {
  const count = occurrence.count === undefined ? undefined : t('job.times', { n: occurrence.count });
  const reason = occurrence.reason === null ? null : sayReasonCode(occurrence.reason);
  return [sayMoment(Date.parse(occurrence.scheduledFor), now), t(statusLooks[status].word), count, reason]
    .filter((part) => part !== null && part !== undefined)
    .join(', ');
}

/** The worse of two states; what went wrong must not hide behind what went well. */
export function isWorse(a: StatusName, b: StatusName): boolean {
  return badness(a) > badness(b);
}

function badness(status: StatusName): number {
  const order = { fail: 6, alert: 5, run: 4, wait: 3, skip: 1, ok: 2 };
  if (status === 'upcoming') return 0;
  return order[statusLooks[status].tone];
}
