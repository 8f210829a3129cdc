import { expect, it } from 'vitest';
import { planSchedule } from './plan-schedule.ts';

it('makes an agent first where there is none', () => {
  expect(planSchedule('script', undefined)).toEqual({ to: '/agents/new', search: { script: 'script', back: 'jobs' } });
});

it('takes the only agent, and chooses none of several', () => {
  expect(planSchedule('script', [{ id: 'a' }])).toEqual({ to: '/jobs/new', search: { agent: 'a' } });
  expect(planSchedule('script', [{ id: 'a' }, { id: 'b' }])).toEqual({ to: '/jobs/new', search: {} });
});
