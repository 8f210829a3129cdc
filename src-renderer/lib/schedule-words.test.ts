import { describe, expect, it } from 'vitest';
import { viewerZone } from './format/time.ts';
import { describeSchedule, saySchedule } from './schedule-words.ts';

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
    ['0 8,20 * * 0,6', '08:00, 20:00 | Sat, Sun'],
    ['0 4 1 * *', 'monthly on the 1st | 04:00'],
    ['0 0 * * *', 'daily | 00:00'],
    ['@hourly', 'hourly'],
    ['*/20 9-17 L * *', 'every 20 min | 09–17, last day'],
    ['0 18 LW * *', 'last working day | 18:00'],
    ['0 9 15W * *', 'working day nearest the 15th | 09:00'],
    ['0 4 * * SUN#1', '1st Sunday | 04:00'],
    ['0 4 * * 5L', 'last Friday | 04:00'],
    ['30 8 1,15 * *', '1st, 15th | 08:30'],
    ['0 6 1 */3 *', '1st | Jan, Apr, Jul, Oct, 06:00'],
    ['0 6 * 3-5 MON', '06:00 | Mon, Mar–May'],
    ['5,35 * * * *', 'hourly at :05, :35'],
    ['0 8-12,14-17 * * *', 'hourly | 08–12, 14–17'],
    ['0 0 1 * MON', '00:00 | 1st, or Mon'],
    ['*/30 * * * * *', 'every 30 s'],
    ['0 */5 * * *', 'daily | 00:00, 05:00, 10:00, 15:00, 20:00'],
  ])('says %s as "%s"', (expr, words) => {
    expect(cron(expr)).toBe(words);
  });

  it.each(['61 * * * *', '*/7 * * * *', '1 2 3', '0 0 1 1 * 2030 9', '15 10 13 * +FRI', '@reboot'])(
    'shows what it has no words for as it is written: %s',
    (expr) => {
      expect(cron(expr)).toBe(expr);
    },
  );

  it.each([
    ['0 0 * * *', 'every day at 00:00'],
    ['30 2,14 * * *', 'every day at 02:30 and 14:30'],
    ['30 2 * * MON-FRI', 'Mon–Fri at 02:30'],
    ['0 6 1,15 * *', 'on the 1st, 15th of the month at 06:00'],
    ['0 18 LW 6 *', 'on the last working day of the month at 18:00, Jun'],
    ['*/15 6-20 * * MON-FRI', 'every 15 min, 06–20, Mon–Fri'],
    ['*/7 * * * *', '*/7 * * * *'],
  ])('says %s in a sentence: %s', (expr, words) => {
    expect(saySchedule({ kind: 'cron', expr, timezone: viewerZone() }, now)).toBe(words);
  });

  it('names the zone where it is not the viewer’s', () => {
    const zone = viewerZone() === 'Asia/Tokyo' ? 'Asia/Seoul' : 'Asia/Tokyo';
    expect(cron('30 9 * * 1-5', zone)).toMatch(/^09:30 \| Mon–Fri, (Tokyo|Seoul)$/);
    const trigger = { kind: 'cron', expr: '30 9 * * *', timezone: zone } as const;
    expect(saySchedule(trigger, now)).toMatch(/^every day at 09:30, (Tokyo|Seoul) time$/);
  });

  it.each([
    ['PT30S', 'every 30 s'],
    ['PT1H30M', 'every 1 h 30 min'],
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
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'every year | December, 24th, 08:00'],
    ['FREQ=DAILY;BYHOUR=8,12', 'every day | 08:00, 12:00'],
    ['FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=30;BYSECOND=0', 'every month | last Friday, 09:30'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1', 'every month | 1st working day, 08:00'],
    ['FREQ=HOURLY;INTERVAL=6', 'every 6 h | undefined'],
    ['FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101T000000Z', 'every week | Mon, 08:00, until Fri Jan 1 2027'],
    ['FREQ=WEEKLY;BYDAY=MO\nEXDATE:20261130T080000', 'every week | Mon, 08:00, without 1 date'],
    ['FREQ=YEARLY;BYWEEKNO=20', 'by a rule | FREQ=YEARLY;BYWEEKNO=20'],
    ['FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', 'by a rule | FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR'],
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
