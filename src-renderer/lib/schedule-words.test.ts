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
    ['@hourly', 'hourly'],
    ['@Daily', 'daily | 00:00'],
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

  it.each([
    ['FREQ=DAILY;INTERVAL=3', 'every 3 days | 08:00'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', 'every 2 weeks | Mon, Thu, 08:00'],
    ['FREQ=MONTHLY;BYDAY=2TU;COUNT=10', 'every month | 2nd Tuesday, 08:00, 10 times'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month | last day, 08:00'],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'every year | December, the 24th, 08:00'],
    ['FREQ=DAILY;BYHOUR=8,12', 'by a rule | FREQ=DAILY;BYHOUR=8,12'],
  ])('says the rule %s as "%s"', (rule, words) => {
    const expr = `DTSTART:20261120T080000\nRRULE:${rule}`;
    const { rhythm, rest } = describeSchedule({ kind: 'rrule', expr, timezone: viewerZone() }, now);
    expect(`${rhythm} | ${rest}`).toBe(words);
  });

  it.each([
    [{ expr: 'run.succeeded', filter: 'event.payload.jobId == "a"' }, 'after nightly succeeds'],
    [{ expr: 'run.timed-out', filter: 'event.payload.jobId == "a"' }, 'after nightly times out'],
    [{ expr: 'run.*', filter: 'event.payload.jobId == "b"' }, 'after another job ends'],
    [{ expr: 'file.created', filter: 'event.payload.folder == "/srv/drop"' }, 'when a file arrives in /srv/drop'],
    [{ expr: 'order.*' }, 'when order.* happens'],
    [{ expr: 'order.*', filter: 'event.depth == 0' }, 'when order.* happens | event.depth == 0'],
  ])('says the event %j as "%s"', (event, words) => {
    const trigger = { kind: 'event', timezone: 'UTC', ...event } as const;
    const { rhythm, rest } = describeSchedule(trigger, now, (id) => (id === 'a' ? 'nightly' : undefined));
    expect(rest === undefined ? rhythm : `${rhythm} | ${rest}`).toBe(words);
  });

  it('says a condition as it is written', () => {
    const trigger = { kind: 'condition', expr: ' metric.cpu > 0.9', timezone: 'UTC' } as const;
    expect(describeSchedule(trigger, now)).toEqual({ rhythm: 'when metric.cpu > 0.9' });
  });
});
