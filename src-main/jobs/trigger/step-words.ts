import { dayMs } from '../../base/clock.ts';
import { listWords } from './calendar-words.ts';
import { describeSeconds } from './describe-seconds.ts';
import { amountWords } from './number-words.ts';
import { readSteps, timeListsOf } from './recurrence-local-times.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';
import { listStepTimes, type Steps } from './stepped-times.ts';
import { describeListedTimes, describeTimesOfDay, sayHours, sayKept } from './time-of-day-words.ts';

/** More moments of an hour than these are counted. */
const mostOffsets = 6;

/** The times of day of a rule finer than daily in words, and every how many days it has them. */
interface StepWords {
  readonly words: string;
  readonly everyDays: number;
}

/** `Every 15 minutes`; `At 08:15`, every 2 days; `Every 7 hours, at 15 minutes past the hour`, as that goes on through days. */
export function describeSteps(rule: RecurrenceRule, anchor: number): StepWords {
  if (rule.interval === 1 && rule.bySetPosition.length === 0)
    return { words: describeTimesOfDay(timeListsOf(rule, anchor)), everyDays: 1 };
  const steps = readSteps(rule, anchor);
  const words = describeFixedSteps(steps);
  if (words !== null) return { words, everyDays: Math.max(1, (steps.unitMs * steps.interval) / dayMs) };
  return { words: describeRunningSteps(steps), everyDays: 1 };
}

/** Where each day it comes to has the same steps; null where they shift from day to day, or have no short words. */
function describeFixedSteps(steps: Omit<Steps, 'days'>): string | null {
  const { unitMs, interval, anchor } = steps;
  const stepMs = unitMs * interval;
  if (dayMs % stepMs !== 0 && stepMs % dayMs !== 0) return null;
  const unitOfDay = Math.floor((anchor - Math.floor(anchor / dayMs) * dayMs) / unitMs);
  const times = listStepTimes(steps, stepMs > dayMs ? unitOfDay : unitOfDay % interval);
  return times.length === 0 ? 'Never' : describeListedTimes(times.map((time) => time / 1_000));
}

/** With what each unit has, and which are left out. */
function describeRunningSteps({ interval, unitMs, offsets, kept }: Omit<Steps, 'days'>): string {
  const unit = unitMs === 3_600_000 ? 'hour' : unitMs === 60_000 ? 'minute' : 'second';
  const within = offsets.map((offset) => offset / 1_000);
  return [
    `Every ${interval} ${unit}s`,
    ...(unit === 'hour' ? [sayWithinHour(within)] : []),
    ...(unit === 'minute' && within.some((offset) => offset > 0)
      ? [`at ${amountWords(within, 'second')} past the minute`]
      : []),
    ...(unit === 'second' ? sayKept(kept.seconds, 'second') : []),
    ...(unit === 'hour' ? [] : sayKept(kept.minutes, 'minute')),
    ...sayHours(kept.hours),
  ].join(', ');
}

function sayWithinHour(offsets: readonly number[]): string {
  if (offsets.length === 1 && offsets[0] === 0) return 'on the hour';
  if (offsets.every((offset) => offset % 60 === 0)) {
    const minutes = offsets.map((offset) => offset / 60);
    return `at ${amountWords(minutes, 'minute')} past the hour`;
  }
  if (offsets.length > mostOffsets) return `${offsets.length} times in each`;
  return `at ${listWords(offsets.map((offset) => describeSeconds(offset) || '0 minutes'))} past the hour`;
}
