import { expect, it } from 'vitest';
import { planTicks } from './plan-ticks.ts';
import { rangeOf, type StripStep } from './strip-span.ts';

const now = new Date(2026, 9, 22, 14, 32).getTime();
const labels = (step: StripStep, width = 1_400) =>
  planTicks(step, { ...rangeOf(step, { back: 0, now }), now, width }).map(({ label }) => label);

it('has a line for what one counts in', () => {
  expect(labels('hour', 400)).toEqual(['Thu Oct 22 13:00', '13:30', '14:00', '14:30']);
  expect(labels('quarter-day')).toHaveLength(6);
  expect(labels('day', 660)).toEqual(['Wed Oct 21', '12:00', 'Thu Oct 22', '12:00']);
  expect(labels('week')).toHaveLength(14);
  expect(labels('half-year', 300)).toEqual(['May', 'Aug', 'Nov', 'Feb']);
});
