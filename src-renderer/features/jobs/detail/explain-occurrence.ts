import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatCountdown, formatDuration } from '../../../lib/format/duration.ts';
import { formatClock, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';

/** What can be done about it: start it now, look at a run, let the job fire again, see to the agent. */
export type Remedy =
  | { act: 'run-now' }
  | { act: 'resume' }
  | { act: 'open-run'; runId: string }
  | { act: 'open-agent' };

export interface Explanation {
  /** Why it did, or did not, run: one sentence. */
  sentence: string;
  remedies: readonly Remedy[];
}

export interface Question {
  occurrence: Occurrence;
  job: Pick<Job, 'state'>;
  /** The occurrence's own run, where it has one. */
  run: Run | undefined;
  /** The run that was in the way, once it has been read. */
  blocker: Run | undefined;
  now: number;
}

/** Why an instant did (not) run, from what the ledger keeps of it. */
export function explainOccurrence(question: Question): Explanation {
  const { occurrence } = question;
  switch (occurrence.outcome) {
    case 'upcoming':
      return explainUpcoming(question);
    case 'pending':
      return { sentence: t('why.pending'), remedies: toRun(occurrence) };
    case 'ran':
      return explainRan(question);
    case 'skipped':
      return explainSkipped(question);
    case 'missed':
      return { sentence: sayMissed(occurrence), remedies: [{ act: 'run-now' }] };
    case 'coalesced':
      return { sentence: t('why.coalesced', { cause: sayInto(occurrence, question.now) }), remedies: [] };
    case 'replaced':
      return { sentence: t('why.replaced'), remedies: toRun(occurrence) };
    case 'cancelled':
      return {
        sentence: t('why.cancelled', { cause: occurrence.cause ?? occurrence.reason ?? t('why.unknown') }),
        remedies: [{ act: 'run-now' }, ...toRun(occurrence)],
      };
  }
}

/** The run an overlap was with, as the ledger names it: `run ID was still going`. */
export function blockerOf({ reason, cause }: Pick<Occurrence, 'reason' | 'cause'>): string | undefined {
  return reason === 'overlap' ? /\brun ([\da-f-]{36})\b/.exec(cause ?? '')?.[1] : undefined;
}

function explainUpcoming({ occurrence, job, now }: Question): Explanation {
  if (job.state === 'paused') return { sentence: t('why.paused'), remedies: [{ act: 'resume' }] };
  const aheadMs = Date.parse(occurrence.fireAt) - now;
  const sentence = aheadMs > 0 ? t('why.upcoming', { in: formatCountdown(aheadMs) }) : t('why.due');
  return { sentence, remedies: [] };
}

function explainRan({ occurrence, run }: Question): Explanation {
  const remedies = toRun(occurrence);
  if (run === undefined) return { sentence: t('why.ran'), remedies };
  const took = run.durationMs === null ? '' : formatDuration(run.durationMs);
  const cause = run.reason ?? t('why.unknown');
  const isCatchUp = run.origin.reason === 'catch-up' ? 'true' : 'false';
  switch (run.status) {
    case 'succeeded':
      return { sentence: t('why.succeeded', { took, isCatchUp, n: run.covers ?? 1 }), remedies };
    case 'failed':
    case 'timed-out':
    case 'lost':
    case 'cancelled':
      return {
        sentence: t(run.status === 'cancelled' ? 'why.cancelled-run' : `why.${run.status}`, { cause, n: run.attempt }),
        remedies: [...remedies, { act: 'run-now' }],
      };
    default:
      return { sentence: t('why.running', { n: run.attempt }), remedies };
  }
}

function explainSkipped({ occurrence, blocker, now }: Question): Explanation {
  if (occurrence.reason === 'overlap') {
    const runId = blockerOf(occurrence);
    const sentence =
      blocker === undefined
        ? t('why.overlap')
        : t('why.overlap-with', { time: momentOf(blocker, now), isLive: String(blocker.finishedAt === null) });
    return {
      sentence,
      remedies: [{ act: 'run-now' }, ...(runId === undefined ? [] : [{ act: 'open-run', runId } as const])],
    };
  }
  const cause = occurrence.cause ?? occurrence.reason ?? t('why.unknown');
  if (occurrence.reason === 'not-runnable') {
    return { sentence: t('why.not-runnable', { cause }), remedies: [{ act: 'open-agent' }] };
  }
  return { sentence: t('why.skipped', { cause }), remedies: [{ act: 'run-now' }] };
}

function sayMissed({ reason, cause }: Occurrence): string {
  if (reason === 'asleep' || reason === 'app-off' || reason === 'held' || reason === 'too-late') {
    return t(`why.missed.${reason}`);
  }
  return t('why.missed', { cause: cause ?? reason ?? t('why.unknown') });
}

/** The catch-up that made it up: `made up by the run of INSTANT`. */
function sayInto({ cause }: Occurrence, now: number): string {
  const into = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(cause ?? '')?.[0];
  return into === undefined ? (cause ?? t('why.unknown')) : formatMoment(Date.parse(into), now);
}

function momentOf(run: Run, now: number): string {
  const at = Date.parse(run.origin.scheduledFor ?? run.queuedAt);
  return now - at < 20 * 3_600_000
    ? formatClock(at, { precision: at % 60_000 === 0 ? 'm' : 's' })
    : formatMoment(at, now);
}

function toRun({ runId }: Occurrence): readonly Remedy[] {
  return runId === null ? [] : [{ act: 'open-run', runId }];
}
