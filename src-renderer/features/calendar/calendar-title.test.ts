import { expect, it } from 'vitest';
import { rangeOf } from './calendar-range.ts';
import { titleOf, weekNumber } from './calendar-title.ts';

it('says the month and the year of what is shown', () => {
  const day = new Date(2026, 10, 28);
  const titles = (['month', 'week', 'day'] as const).map((view) => titleOf(view, day, rangeOf(view, day)));
  expect(titles[0]).toBe('November 2026');
  expect(titles[1]).toMatch(/^Nov 23\D+29, 2026$/);
  expect(titles[2]).toBe('Saturday, November 28, 2026');
});

it('counts weeks as ISO 8601 does', () => {
  const mondays = [new Date(2026, 9, 19), new Date(2026, 11, 28), new Date(2027, 0, 4), new Date(2024, 11, 30)];
  expect(mondays.map(weekNumber)).toEqual([43, 53, 1, 1]);
});
