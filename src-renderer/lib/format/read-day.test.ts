import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readDay, readDays, writeDay } from './read-day.ts';

const now = new Date(2026, 9, 22).getTime();
let language = 'en-GB';
vi.mock('../messages/messages.ts', () => ({ locale: () => language }));
beforeEach(() => {
  language = 'en-GB';
});

describe('a day', () => {
  it.each([
    ['2026-11-20', '2026-11-20'],
    ['20/11/2026', '2026-11-20'],
    ['20.11.2026', '2026-11-20'],
    ['20. 11. 26', '2026-11-20'],
    ['20 Nov', '2026-11-20'],
    ['Fri 20 Nov 2026', '2026-11-20'],
    ['november 20', '2026-11-20'],
    ['2026 Nov 20', '2026-11-20'],
    ['1/2', '2027-02-01'],
    ['22.10.', '2026-10-22'],
  ])('is read from %j', (text, day) => {
    expect(readDay(text, now)).toBe(day);
  });

  it.each(['', '31.11.2026', '20', 'soon', '20 Foo 2026', '1 2 3 4', '0.0.2026'])('is not guessed from %j', (text) => {
    expect(readDay(text, now)).toBeUndefined();
  });

  it('has the month first where the viewer writes it so', () => {
    language = 'en-US';
    expect(readDay('11/20/2026', now)).toBe('2026-11-20');
    expect(readDay('1/2/2027', now)).toBe('2027-01-02');
    expect(writeDay('2026-11-20')).toBe('Fri Nov 20 2026');
  });

  it('has the day first with dots, and the year first in front of everything, whoever reads it', () => {
    language = 'en-US';
    const days = ['1.2.2027', '25.12.2026', '25. 12.', '2027/02/01', '2027.2.1'].map((text) => readDay(text, now));
    expect(days).toEqual(['2027-02-01', '2026-12-25', '2026-12-25', '2027-02-01', '2027-02-01']);
  });

  it('has the months of the viewer and of English', () => {
    language = 'sk-SK';
    expect(['20. novembra 2026', '20. november', '20. nov', 'pi 20. 11.'].map((text) => readDay(text, now))).toEqual(
      Array.from({ length: 4 }, () => '2026-11-20'),
    );
  });

  it('is read as it is written', () => {
    for (const spoken of ['en-GB', 'en-US', 'sk-SK', 'pt-PT']) {
      language = spoken;
      for (let month = 1; month <= 12; month += 1) {
        const day = `2027-${String(month).padStart(2, '0')}-09`;
        expect(readDay(writeDay(day), now)).toBe(day);
      }
    }
  });
});

describe('days of a list', () => {
  it.each([
    ['2027-01-01\n2027-03-08\r\n', ['2027-01-01', '2027-03-08']],
    ['31.8.2027; 27/08/2027, 1 May 2027', ['2027-05-01', '2027-08-27', '2027-08-31']],
    ['2027-01-01 2027-01-07', ['2027-01-01', '2027-01-07']],
    ['01.01.2027 New Year\n07.01.2027\tChristmas, old style', ['2027-01-01', '2027-01-07']],
    ['20 Nov', ['2026-11-20']],
  ])('are read from %j', (text, days) => {
    expect(readDays(text, now).days).toEqual(days);
  });

  it('leave behind what is no day', () => {
    expect(readDays('date\n2027-01-01, Friday, 30.2.2027\n+373 22 2027-01-012', now)).toEqual({
      days: ['2027-01-01'],
      unread: ['date', '30.2.2027', '+373 22 2027-01-012'],
    });
  });
});
