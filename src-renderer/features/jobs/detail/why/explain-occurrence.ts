import type { Occurrence } from '#contract/jobs.ts';
import { formatCountdown, formatDuration } from '../../../../lib/format/duration.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { sayReason } from '../../../../lib/say-reason.ts';
import { explainSkipped } from './explain-skipped.ts';
import { type Question, triggerOf } from './question.ts';
import { readCause } from './read-cause.ts';
import type { Explanation, Remedy } from './remedy.ts';
import { causeInWords, endOpen, sayAbsence, sayExcludedDay, sayHold, sayWhen, toMakeUp } from './say-cause.ts';

/** Why an instant did (not) run, from what the ledger keeps of it, and what mends it. */
export function explainOccurrence(question: Question): Explanation {
  switch (question.occurrence.outcome) {
    case 'upcoming':
      return explainUpcoming(question);
    case 'pending':
      return explainPending(question);
    case 'ran':
      return explainRan(question);
    case 'skipped':
      return explainSkipped(question);
    case 'missed':
      return explainMissed(question);
    case 'coalesced':
      return explainCoalesced(question);
    case 'replaced':
      return explainReplaced(question);
    case 'cancelled':
      return explainCancelled(question);
  }
}

/** The run the ledger names as the cause: the one in the way, the one with the same key, the one that took its place. */
export function blockerOf({ outcome, cause }: Pick<Occurrence, 'outcome' | 'cause'>): string | undefined {
  return outcome === 'skipped' || outcome === 'replaced' ? readCause(cause).runId : undefined;
}

function explainUpcoming(question: Question): Explanation {
  const { occurrence, job, now } = question;
  const { reason, cause, scheduledFor, fireAt } = occurrence;
  if (reason === 'held') return { sentence: t('why.will-wait', sayHold(cause)), remedies: [{ act: 'release' }] };
  if (reason === 'paused' || job.state === 'paused')
    return explainSkipped({ ...question, occurrence: { ...occurrence, reason: 'paused' } });
  if (reason === 'exclusion') return explainMoved(question);
  const aheadMs = Date.parse(fireAt) - now;
  if (aheadMs <= 0) return { sentence: t('why.due'), remedies: [] };
  const laterMs = Date.parse(fireAt) - Date.parse(scheduledFor);
  const values = { in: formatCountdown(aheadMs), later: formatDuration(laterMs) };
  return { sentence: t(laterMs > 0 ? 'why.upcoming-jitter' : 'why.upcoming', values), remedies: [] };
}

function explainPending(question: Question): Explanation {
  const { occurrence, run, now } = question;
  const { reason, cause, runId, fireAt } = occurrence;
  const remedies = toRun(occurrence);
  if (run?.status === 'starting') return { sentence: t('why.running', { n: run.attempt }), remedies };
  if (reason === 'held') return { sentence: t('why.waits', sayHold(cause)), remedies: [{ act: 'release' }] };
  const aheadMs = Date.parse(fireAt) - now;
  if (runId === null && reason === 'exclusion' && aheadMs > 0) return explainMoved(question);
  if (runId === null && aheadMs > 0)
    return { sentence: t('why.pending-later', { in: formatCountdown(aheadMs) }), remedies };
  if (reason === 'backfill') return { sentence: t('why.pending-made-up', { who: sayWho(cause) }), remedies };
  return { sentence: t('why.pending'), remedies };
}

function explainMoved(question: Question): Explanation {
  const { occurrence, now } = question;
  const to = Date.parse(occurrence.fireAt);
  const day = sayExcludedDay(occurrence, triggerOf(question), now);
  const values = { ...day, time: sayWhen(to, now), tense: to > now ? 'ahead' : 'past' };
  return {
    sentence: t('why.moved', values),
    remedies: [
      { act: 'show', at: occurrence.fireAt },
      { act: 'edit', part: 'when' },
    ],
  };
}

function explainRan({ occurrence, run, now }: Question): Explanation {
  const remedies = toRun(occurrence);
  if (run === undefined) return { sentence: t('why.ran'), remedies };
  const took = run.durationMs === null ? '' : formatDuration(run.durationMs);
  const cause = run.reason === null ? t('why.unknown') : endOpen(sayReason(run.reason, (at) => sayWhen(at, now)));
  const isCatchUp = run.origin.reason === 'catch-up';
  const absence = sayAbsence(occurrence, now);
  const how = occurrence.reason === 'backfill' ? 'asked' : isCatchUp ? 'late' : 'punctual';
  switch (run.status) {
    case 'succeeded':
      return {
        sentence: t('why.succeeded', { took, how, who: sayWho(occurrence.cause), n: run.covers ?? 1, absence }),
        remedies,
      };
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

function explainMissed(question: Question): Explanation {
  const { occurrence, now } = question;
  const { reason } = occurrence;
  const absence = sayAbsence(occurrence, now);
  const again = toMakeUp(question);
  const change: Remedy = { act: 'edit', part: 'how' };
  switch (reason) {
    case 'asleep':
    case 'app-off':
      return { sentence: t('why.missed', { cause: absence }), remedies: [again, change] };
    case 'too-late':
      return { sentence: t('why.missed-too-late', { absence }), remedies: [again, change] };
    case 'held':
      return { sentence: t('why.missed', { cause: absence }), remedies: [again] };
    default:
      return { sentence: t('why.missed', { cause: causeInWords(occurrence, now) }), remedies: [again] };
  }
}

/** The catch-up that made it up: `made up by the run of INSTANT`. */
function explainCoalesced({ occurrence, now }: Question): Explanation {
  const { at } = readCause(occurrence.cause);
  const cause = at === undefined ? causeInWords(occurrence, now) : sayWhen(at, now);
  const show: readonly Remedy[] = at === undefined ? [] : [{ act: 'show', at: new Date(at).toISOString() }];
  return occurrence.reason === 'exclusion'
    ? { sentence: t('why.merged', { time: cause }), remedies: [...show, { act: 'edit', part: 'when' }] }
    : { sentence: t('why.coalesced', { absence: sayAbsence(occurrence, now), cause }), remedies: show };
}

function explainReplaced({ occurrence }: Question): Explanation {
  const { runId } = readCause(occurrence.cause);
  const newer: readonly Remedy[] = runId === undefined ? toRun(occurrence) : [{ act: 'open-run', runId }];
  return { sentence: t('why.replaced'), remedies: [...newer, { act: 'edit', part: 'how' }] };
}

function explainCancelled(question: Question): Explanation {
  const { occurrence, job, now } = question;
  const { who } = readCause(occurrence.cause);
  if (occurrence.reason === 'job-cancelled')
    return {
      sentence: t('why.cancelled-job', { who: who ?? '', isKnown: String(who !== undefined) }),
      remedies: job.state === 'cancelled' ? [] : [{ act: 'run-now' }],
    };
  if (occurrence.reason === 'trigger-gone')
    return {
      sentence: t('why.trigger-gone', { cause: causeInWords(occurrence, now) }),
      // The trigger as it is now does not come to that instant, so it cannot be made up for
      remedies: [{ act: 'run-now' }, { act: 'edit', part: 'when' }],
    };
  return {
    sentence: t('why.cancelled', { cause: causeInWords(occurrence, now) }),
    remedies: [toMakeUp(question), ...toRun(occurrence)],
  };
}

function sayWho(cause: string | null): string {
  return readCause(cause).who ?? t('why.somebody');
}

function toRun({ runId }: Occurrence): readonly Remedy[] {
  return runId === null ? [] : [{ act: 'open-run', runId }];
}
