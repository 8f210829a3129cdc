import { listWords, writeClock } from './calendar-words.ts';
import { describeSeconds, spanWords } from './describe-seconds.ts';
import { amountWords, findRow, listRuns, numberWords, type Row } from './number-words.ts';
import type { TimeLists } from './times-of-day.ts';

const daySeconds = 86_400;
/** More times of day than these are told by their hours, minutes and seconds. */
const mostClocks = 6;

/** `At 08:00 and 17:30`; `Every 15 minutes from 08:00 to 17:45`; `At 0 and 40 minutes past the hour, in hours 8 and 12`. */
export function describeTimesOfDay(times: TimeLists): string {
  const { seconds, minutes, hours } = times;
  const row = findRow(listTimes(times));
  if (row !== null) return sayRow(row);
  if (seconds.length * minutes.length * hours.length <= mostClocks)
    return `At ${listWords([...listTimes(times)].map(clockOf))}`;
  const isOnMinute = seconds.length === 1 && seconds[0] === 0;
  return [
    isOnMinute ? sayWithin(minutes, 'minute', 'hour') : sayWithin(seconds, 'second', 'minute'),
    ...(isOnMinute ? [] : sayKept(minutes, 'minute')),
    ...sayHours(hours),
  ].join(', ');
}

/** The same of times in seconds of the day, ascending; null where they have no short words. */
export function describeListedTimes(times: readonly number[]): string | null {
  const row = findRow(times);
  if (row !== null) return sayRow(row);
  if (times.length <= mostClocks) return `At ${listWords(times.map(clockOf))}`;
  const hours = [...new Set(times.map((time) => Math.floor(time / 3_600)))];
  const minutes = [...new Set(times.map((time) => Math.floor(time / 60) % 60))].toSorted((a, b) => a - b);
  const seconds = [...new Set(times.map((time) => time % 60))].toSorted((a, b) => a - b);
  const isEveryCombination = hours.length * minutes.length * seconds.length === times.length;
  return isEveryCombination ? describeTimesOfDay({ hours, minutes, seconds }) : null;
}

/** In seconds of the day. */
function* listTimes({ seconds, minutes, hours }: TimeLists): Generator<number> {
  for (const hour of hours)
    for (const minute of minutes) for (const second of seconds) yield hour * 3_600 + minute * 60 + second;
}

function sayRow({ first, last, step }: Row): string {
  const isRoundTheClock = first + daySeconds - last === step;
  if (isRoundTheClock && first === 0) return `Every ${spanWords(step)}`;
  if (isRoundTheClock && step === 3_600) return `At ${describeSeconds(first)} past the hour`;
  if (isRoundTheClock && step === 60) return `At ${describeSeconds(first)} past the minute`;
  return `Every ${spanWords(step)} from ${clockOf(first)} to ${clockOf(last)}`;
}

/** Minutes of the hour, or seconds of the minute. */
function sayWithin(values: readonly number[], unit: 'minute' | 'second', whole: 'hour' | 'minute'): string {
  const row = findRow(values);
  if (row === null) {
    if (values.length === 1 && values[0] === 0) return `On the ${whole}`;
    return `At ${amountWords(values, unit)} past the ${whole}`;
  }
  const { first, last, step } = row;
  const every = step === 1 ? `Every ${unit}` : `Every ${step} ${unit}s`;
  const isRoundTheClock = first === 0 && 60 - last === step;
  return isRoundTheClock ? every : `${every} from ${unit} ${first} to ${last} of the ${whole}`;
}

/** `in minutes 0 and 20`; nothing where it is every one of the sixty. */
export function sayKept(values: readonly number[], unit: 'minute' | 'second'): string[] {
  return values.length === 60 ? [] : [`in ${unit}${values.length === 1 ? '' : 's'} ${numberWords(values)}`];
}

/** `in hours 8 and 12`, `between 08:00 and 17:59`; nothing where it is every hour. */
export function sayHours(hours: readonly number[]): string[] {
  if (hours.length === 24) return [];
  const [run, ...others] = listRuns(hours);
  if (run === undefined || others.length > 0) return [`in hours ${numberWords(hours)}`];
  return [`between ${writeClock(run.from, 0, 0)} and ${writeClock(run.to, 59, 0)}`];
}

function clockOf(time: number): string {
  return writeClock(Math.floor(time / 3_600), Math.floor(time / 60) % 60, time % 60);
}
