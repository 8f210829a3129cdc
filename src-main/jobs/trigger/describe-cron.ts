import { keepShort } from './calendar-words.ts';
import { describeCronDays } from './cron-day-words.ts';
import { parseCronPattern } from './cron-pattern.ts';
import { describeTimesOfDay } from './time-of-day-words.ts';

/** When a cron expression fires, in plain words: `At 08:00, Monday through Friday`; itself where that would be too long. */
export function describeCron(expr: string): string {
  const { dayExpr, ...times } = parseCronPattern(expr);
  const days = dayExpr === null ? [] : describeCronDays(dayExpr);
  const sentence = [describeTimesOfDay(times), ...days].join(', ');
  return keepShort(sentence, expr.trim());
}
