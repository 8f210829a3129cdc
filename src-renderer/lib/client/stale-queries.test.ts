import { expect, it } from 'vitest';
import { isStale } from './stale-queries.ts';

const list = { queryKey: [['runs', 'list'], { type: 'query', input: { limit: 50 } }] };
const one = { queryKey: [['runs', 'get'], { type: 'query', input: { id: 'a' } }] };
const executions = { queryKey: [['jobs', 'executions'], { type: 'query', input: { id: 'job' } }] };

it('reads lists of the topic again, and of single things the one that changed', () => {
  const changes = [{ topic: 'runs', id: 'b' }] as const;
  expect([list, one, executions].map((query) => isStale(query, changes))).toEqual([true, false, true]);
});

it('reads everything of the topic again when the change names nothing', () => {
  expect(isStale(one, [{ topic: 'runs', id: null }])).toBe(true);
});

it('reads an event again when a job it asked left it out', () => {
  const event = { queryKey: [['events', 'get'], { type: 'query', input: { id: 'e' } }] };
  expect(isStale(event, [{ topic: 'jobs', id: 'job' }])).toBe(true);
});

it('leaves alone what is not of the contract', () => {
  expect(isStale({ queryKey: ['session'] }, [{ topic: 'users', id: null }])).toBe(false);
});
