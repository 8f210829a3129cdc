import type { Run } from '#contract/runs.ts';
import { t } from '../../../../lib/messages/messages.ts';
import type { Question } from './explain-occurrence.ts';
import { readCause } from './read-cause.ts';
import type { Explanation, Remedy } from './remedy.ts';
import { causeInWords, sayHold, sayWhen, toMakeUp } from './say-cause.ts';

const when: Remedy = { act: 'edit', part: 'when' };
const how: Remedy = { act: 'edit', part: 'how' };

/** Why an instant was left out, or will be: a sentence for each reason of the ledger. */
export function explainSkipped(question: Question): Explanation {
  const { occurrence, job, blocker, now } = question;
  const cause = readCause(occurrence.cause);
  const tense = occurrence.id === null && Date.parse(occurrence.fireAt) > now ? 'ahead' : 'past';
  const words = causeInWords(occurrence);
  // What lies ahead cannot be made up for.
  const again: readonly Remedy[] = tense === 'past' ? [toMakeUp(question)] : [];
  const theRun: readonly Remedy[] = cause.runId === undefined ? [] : [{ act: 'open-run', runId: cause.runId }];
  switch (occurrence.reason) {
    case 'overlap':
      return { sentence: sayOverlap(blocker, now), remedies: [...again, how, ...theRun] };
    case 'queue-full':
      return { sentence: t('why.queue-full', { n: cause.n ?? 1 }), remedies: [...again, how, ...theRun] };
    case 'paused':
      return {
        sentence: sayPaused(question, tense),
        remedies: [...(job.state === 'paused' ? [{ act: 'resume' } as const] : []), ...again],
      };
    case 'snoozed': {
      const values = { tense, who: cause.who ?? t('why.somebody'), hasEnd: String(cause.at !== undefined) };
      return {
        sentence: t('why.snoozed', { ...values, time: cause.at === undefined ? '' : sayWhen(cause.at, now) }),
        remedies: [...(job.snoozedUntil === null ? [] : [{ act: 'end-snooze' } as const]), ...again],
      };
    }
    case 'skip-next':
      return { sentence: t('why.skip-next', { tense, who: cause.who ?? t('why.somebody') }), remedies: again };
    case 'held':
      return { sentence: t('why.held', { tense, ...sayHold(occurrence.cause) }), remedies: again };
    case 'exclusion':
      return { sentence: t('why.excluded', { tense }), remedies: [...again, when] };
    case 'dedupe':
      return {
        sentence: blocker === undefined ? t('why.dedupe') : t('why.dedupe-with', { time: sayDue(blocker, now) }),
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

function sayOverlap(blocker: Run | undefined, now: number): string {
  if (blocker === undefined) return t('why.overlap');
  return t('why.overlap-with', { time: sayDue(blocker, now), isLive: String(blocker.finishedAt === null) });
}

/** Somebody paused it, its breaker did, or it was made paused. */
function sayPaused({ occurrence }: Question, tense: string): string {
  const { cause } = occurrence;
  const { who, n } = readCause(cause);
  if (/^paused after \d+ failures/.test(cause ?? '')) return t('why.paused-breaker', { tense, n: n ?? 1 });
  if (who !== undefined && /^paused by /.test(cause ?? '')) return t('why.paused-by', { tense, who });
  return cause === null
    ? t('why.paused', { tense })
    : t('why.paused-since', { tense, cause: causeInWords(occurrence) });
}

function sayDue(run: Run, now: number): string {
  return sayWhen(Date.parse(run.origin.scheduledFor ?? run.queuedAt), now);
}
