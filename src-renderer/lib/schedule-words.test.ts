import { describe, expect, it } from 'vitest';
import { viewerZone } from './format/time.ts';
import { describeSchedule } from './schedule-words.ts';

const now = Date.UTC(2026, 9, 22);
const cron = (expr: string, timezone = viewerZone()) => {
  const { rhythm, rest } = describeSchedule({ kind: 'cron', expr, timezone }, now);
  return rest === undefined ? rhythm : `${rhythm} | ${rest}`;
};

describe('a schedule in words', () => {
  it.each([
    ['* * * * *', 'every minute'],
    ['*/15 6-20 * * MON-FRI', 'every 15 min | 06–20, Mon–Fri'],
    ['0 * * * *', 'hourly'],
    ['25 * * * *', 'hourly at :25'],
    ['0 */6 * * *', 'every 6 h'],
    ['30 2 * * *', 'daily | 02:30'],
    ['0 30 2 * * *', 'daily | 02:30'],
    ['0 7 * * 1-5', '07:00 | Mon–Fri'],
    ['0 1 * * 6', 'Sat 01:00'],
    ['0 8,20 * * 0,6', '08:00, 20:00 | Sun, Sat'],
    ['0 4 1 * *', 'monthly on the 1st | 04:00'],
  ])('says %s as "%s"', (expr, words) => {
    expect(cron(expr)).toBe(words);
  });

  it('leaves to cronstrue what it has no short words for', () => {
    expect(cron('0 18 LW * *')).toContain('last weekday of the month');
  });

  it('names the zone where it is not the viewer’s', () => {
    const zone = viewerZone() === 'Asia/Tokyo' ? 'Asia/Seoul' : 'Asia/Tokyo';
    expect(cron('30 9 * * 1-5', zone)).toMatch(/^09:30 \| Mon–Fri, (Tokyo|Seoul)$/);
  });

  it.each([
    ['PT30S', 'every 30 s'],
    ['PT1H30M', 'every hour 30 min'],
    ['P1D', 'every day'],
    ['P2W', 'every 2 weeks'],
  ])('says the interval %s as "%s"', (expr, words) => {
    expect(describeSchedule({ kind: 'interval', expr, timezone: 'UTC' }, now)).toEqual({ rhythm: words });
  });
});
