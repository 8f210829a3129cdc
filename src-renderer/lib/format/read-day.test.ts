import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readDay, writeDay } from './read-day.ts';

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
    expect(writeDay('2026-11-20')).toBe('Fri Nov 20 2026');
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
