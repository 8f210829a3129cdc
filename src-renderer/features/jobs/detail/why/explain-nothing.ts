import type { Job, Occurrence } from '#contract/jobs.ts';
import { formatMoment } from '../../../../lib/format/time.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { sayReason } from '../../../../lib/say-reason.ts';
import { isTimed } from '../../is-timed.ts';
import type { Explanation, Remedy } from './remedy.ts';
import { sayWhen } from './say-cause.ts';

/** A minute in which nothing was due, with the instants nearest to it as far as they are known. */
export interface EmptyMinute {
  at: number;
  job: Pick<Job, 'state' | 'stateReason' | 'triggers' | 'createdAt'>;
  before: Occurrence | undefined;
  after: Occurrence | undefined;
  now: number;
}

/** Why nothing was, or will be, due in a minute: the job was not there, waits for something else, or fires at other times. */
export function explainNothing({ at, job, before, after, now }: EmptyMinute): Explanation {
  const isAhead = at > now;
  const tense = isAhead ? 'ahead' : 'past';
  const edit: Remedy = { act: 'edit', part: 'when' };
  const neighbours: readonly Remedy[] = [before, after].flatMap((near) =>
    near === undefined ? [] : [{ act: 'show', at: near.scheduledFor } as const],
  );
  if (at + 60_000 <= Date.parse(job.createdAt))
    return { sentence: t('why.not-yet', { time: formatMoment(Date.parse(job.createdAt), now) }), remedies: neighbours };
  if (isAhead && (job.state === 'cancelled' || job.state === 'completed')) {
    const { stateReason } = job;
    const said = stateReason === null ? undefined : sayReason(stateReason, (moment) => sayWhen(moment, now));
    const cause = said ?? t(`status.${job.state}`);
    return { sentence: t('why.over', { cause: cause.replace(/\.$/, '') }), remedies: neighbours };
  }
  if (job.triggers.length === 0) return { sentence: t('why.no-trigger', { tense }), remedies: [edit, ...neighbours] };
  if (job.triggers.every(({ enabled }) => !enabled))
    return { sentence: t('why.switched-off', { tense }), remedies: [edit, ...neighbours] };
  if (!job.triggers.some(isTimed)) return { sentence: t('why.nothing-happened', { tense }), remedies: neighbours };
  const near = { before: sayNear(before, now), after: sayNear(after, now) };
  return {
    sentence: t('why.no-instant', { n: job.triggers.length, tense, known: knownOf(before, after), ...near }),
    remedies: [...neighbours, edit],
  };
}

function knownOf(before: Occurrence | undefined, after: Occurrence | undefined): string {
  if (before !== undefined && after !== undefined) return 'both';
  if (before === undefined) return after === undefined ? 'none' : 'after';
  return 'before';
}

function sayNear(near: Occurrence | undefined, now: number): string {
  return near === undefined ? '' : sayWhen(Date.parse(near.scheduledFor), now);
}
