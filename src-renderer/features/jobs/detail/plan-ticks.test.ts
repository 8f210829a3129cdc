import { expect, it } from 'vitest';
import { planTicks } from './plan-ticks.ts';
import { rangeOf, type StripStep } from './strip-span.ts';

const now = new Date(2026, 9, 22, 14, 32).getTime();
const labels = (step: StripStep, isNarrow = false) =>
  planTicks(step, { ...rangeOf(step, { back: 0, now }), now, isNarrow }).map(({ label }) => label);

it('has a line for what one counts in', () => {
  expect(labels('hour', true)).toEqual(['Thu Oct 22 13:00', '13:30', '14:00', '14:30']);
  expect(labels('quarter-day')).toHaveLength(6);
  expect(labels('day', true)).toEqual(['Wed Oct 21', '12:00', 'Thu Oct 22', '12:00']);
  expect(labels('week')).toHaveLength(14);
  expect(labels('half-year', true)).toEqual(['May', 'Aug', 'Nov', 'Feb']);
});
