import { expect, it } from 'vitest';
import { isChosen } from './is-chosen.ts';

const existing = { jobId: '019b0000-0000-7000-8000-000000000000', jobName: 'backup' };

it('takes over what can be and has no job yet, unless told otherwise', () => {
  const none = new Set<number>();
  const told = new Set([1]);
  expect(isChosen({ line: 1, problem: null, existing: null }, none)).toBe(true);
  expect(isChosen({ line: 1, problem: null, existing: null }, told)).toBe(false);
  expect(isChosen({ line: 1, problem: null, existing }, none)).toBe(false);
  expect(isChosen({ line: 1, problem: null, existing }, told)).toBe(true);
  expect(isChosen({ line: 1, problem: 'is no job', existing: null }, none)).toBe(false);
  expect(isChosen({ line: 1, problem: 'needs the file a.py', existing }, told)).toBe(false);
});
