import type { Run } from '#contract/runs.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { type Question, triggerOf } from './question.ts';
import { readCause } from './read-cause.ts';
import type { Explanation, Remedy } from './remedy.ts';
import { causeInWords, sayExcludedDay, sayHold, sayWhen, toMakeUp } from './say-cause.ts';

const when: Remedy = { act: 'edit', part: 'when' };
const how: Remedy = { act: 'edit', part: 'how' };

/** Why an instant was left out, or will be: a sentence for each reason of the ledger. */
export function explainSkipped(question: Question): Explanation {
  const { occurrence, job, blocker, now } = question;
  const cause = readCause(occurrence.cause);
  const tense = occurrence.id === null && Date.parse(occurrence.fireAt) > now ? 'ahead' : 'past';
  const words = causeInWords(occurrence, now);
  // What lies ahead cannot be made up for.
  const again: readonly Remedy[] = tense === 'past' ? [toMakeUp(question)] : [];
  const theRun: readonly Remedy[] = cause.runId === undefined ? [] : [{ act: 'open-run', runId: cause.runId }];
  switch (occurrence.reason) {
    case 'overlap':
      return { sentence: sayOverlap(question), remedies: [...again, how, ...theRun] };
    case 'queue-full':
      return { sentence: t('why.queue-full', { n: cause.n ?? 1 }), remedies: [...again, how, ...theRun] };
    case 'paused':
      return {
        sentence: sayPaused(question, tense),
        remedies: [...(job.state === 'paused' ? [{ act: 'resume' } as const] : []), ...again],
      };
    case 'snoozed': {
      // The moment a snooze ends at is left out too.
      const end = cause.at === undefined ? 'none' : cause.at === Date.parse(occurrence.fireAt) ? 'with' : 'until';
      const values = { tense, end, who: cause.who ?? t('why.somebody') };
      return {
        sentence: t('why.snoozed', { ...values, time: cause.at === undefined ? '' : sayWhen(cause.at, now) }),
        remedies: [...(job.snoozedUntil === null ? [] : [{ act: 'end-snooze' } as const]), ...again],
      };
    }
    case 'skip-next':
      return {
        sentence: t('why.skip-next', { tense, who: cause.who ?? t('why.somebody') }),
        remedies: tense === 'ahead' ? [{ act: 'put-back' }] : again,
      };
    case 'max-runs':
      return { sentence: t('why.max-runs', { tense, n: cause.n ?? 1 }), remedies: [when, ...again] };
    case 'held':
      return { sentence: t('why.held', { tense, ...sayHold(occurrence.cause) }), remedies: again };
    case 'exclusion':
      return {
        sentence: t('why.excluded', { tense, ...sayExcludedDay(occurrence, triggerOf(question), now) }),
        remedies: [...again, when],
      };
    case 'dedupe':
      return {
        sentence: blocker === undefined ? t('why.dedupe') : t('why.dedupe-with', sayRun(blocker, question)),
        remedies: [...theRun, ...again, how],
      };
    case 'power':
      return { sentence: t('why.power'), remedies: [...again, how] };
    case 'not-runnable':
      return { sentence: t('why.not-runnable', { cause: words }), remedies: [{ act: 'open-agent' }, ...again] };
    case 'condition-failed':
      return { sentence: t('why.condition-failed', { cause: words }), remedies: [when] };
    case 'filter-failed':
      return { sentence: t('why.filter-failed', { cause: words }), remedies: [when, ...again] };
    case 'chain-too-long':
      return { sentence: t('why.chain-too-long', { n: cause.n ?? 8 }), remedies: [when] };
    default:
      return { sentence: t('why.skipped', { cause: words }), remedies: again };
  }
}

function sayOverlap(question: Question): string {
  const { occurrence, blocker } = question;
  const { state = 'going' } = readCause(occurrence.cause);
  if (blocker === undefined) return t('why.overlap', { state });
  return t('why.overlap-with', { ...sayRun(blocker, question), state, isLive: String(blocker.finishedAt === null) });
}

/** Somebody paused it, its breaker did, or it was made paused. */
function sayPaused({ occurrence, now }: Question, tense: string): string {
  const { cause } = occurrence;
  const { who, n } = readCause(cause);
  if (/^paused after \d+ failures/.test(cause ?? '')) return t('why.paused-breaker', { tense, n: n ?? 1 });
  if (who !== undefined && /^paused by /.test(cause ?? '')) return t('why.paused-by', { tense, who });
  return cause === null
    ? t('why.paused', { tense })
    : t('why.paused-since', { tense, cause: causeInWords(occurrence, now) });
}

/** A run by its time, and by its job where that is another one; as values of a text. */
function sayRun(run: Run, { job, now }: Question): { time: string; of: 'this' | 'other'; name: string } {
  const time = sayWhen(Date.parse(run.origin.scheduledFor ?? run.queuedAt), now);
  return { time, of: run.jobId === job.id ? 'this' : 'other', name: run.title };
}
