import { describe, expect, it } from 'vitest';
import { fromLocalInput, toLocalInput, tomorrowMorning, wholeMinute } from './local-input.ts';

describe('a field of date and time', () => {
  it('shows a moment to the minute and gives it back', () => {
    const at = new Date(2026, 9, 2, 7, 5, 31).getTime();
    expect(toLocalInput(at)).toBe('2026-10-02T07:05');
    expect(fromLocalInput('2026-10-02T07:05')).toBe(new Date(2026, 9, 2, 7, 5).getTime());
  });

  it.each(['', '2026-10-02', 'x'])('holds no moment while it says "%s"', (text) => {
    expect(fromLocalInput(text)).toBeUndefined();
  });
});

it('is tomorrow at eight in the morning, also late at night', () => {
  expect(tomorrowMorning(new Date(2026, 9, 31, 23, 59).getTime())).toBe(new Date(2026, 10, 1, 8).getTime());
});

it('rounds up to the minute', () => {
  expect([60_000, 60_001].map(wholeMinute)).toEqual([60_000, 120_000]);
});
