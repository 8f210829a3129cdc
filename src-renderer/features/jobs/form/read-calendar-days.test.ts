import { describe, expect, it } from 'vitest';
import { readCalendarDays } from './read-calendar-days.ts';

const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n');

describe('the days of a calendar file', () => {
  it('are those of its events, each once', () => {
    const text = calendar(
      ...event('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227', 'SUMMARY:Chris', ' tmas'),
      ...event('DTSTART;VALUE=DATE:20261226', 'SUMMARY:St Stephen'),
      ...event('DTSTART;VALUE=DATE:20260106', 'STATUS:CANCELLED'),
    );
    expect(readCalendarDays(text)).toEqual({ days: ['2026-12-24', '2026-12-25', '2026-12-26'], isMore: false });
  });

  it.each([['RRULE:FREQ=YEARLY'], ['RDATE;VALUE=DATE:20271224'], ['DURATION:P3D']])(
    'are not all of them where there is %s',
    (line) => {
      const found = readCalendarDays(calendar(...event('DTSTART;VALUE=DATE:20261224', line)));
      expect(found).toEqual({ days: ['2026-12-24'], isMore: true });
    },
  );

  it('are the core’s to tell where an event has a time', () => {
    expect(readCalendarDays(calendar(...event('DTSTART:20261224T230000Z')))?.isMore).toBe(true);
  });

  it.each(['', 'hello', '{"a": 1}', calendar(), calendar(...event('SUMMARY:when?')), calendar(...event('DTSTART:x'))])(
    'are none of %j',
    (text) => {
      expect(readCalendarDays(text)).toBeUndefined();
    },
  );
});
