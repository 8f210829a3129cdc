import { describe, expect, it } from 'vitest';
import { makeProblemAt, problemsBelow, problemsThatStand, unshownProblems } from './form-problems.ts';
import { newDraft } from './job-draft.ts';

const problems = [
  { path: 'triggers.1.expr', message: 'line 1: is out of range' },
  { path: 'triggers.10.filter', message: 'is not CEL' },
  { path: 'policy.retry.max', message: 'must be at most 20' },
  { path: 'schedule', message: 'send one' },
];

describe('the problems the core names', () => {
  it('are found at their field, and at what holds it', () => {
    const problemAt = makeProblemAt(problems);
    expect(problemAt('triggers.1.expr')).toBe('Line 1: is out of range');
    expect(problemAt('policy.retry')).toBe('Must be at most 20');
    expect(problemAt('triggers.0')).toBeUndefined();
  });

  it('of one trigger are named as its fields are', () => {
    expect(problemsBelow(problems, 'triggers.1')).toEqual([{ path: 'expr', message: 'line 1: is out of range' }]);
  });

  it('stand until what they are about is changed', () => {
    const sent = newDraft({ timezone: 'UTC' });
    const wrong = ['name', 'input.keep', 'triggers.0.expr', 'policy.dedupe.key', 'schedule'].map((path) => ({
      path,
      message: 'is wrong',
    }));
    const standing = (now: typeof sent) => problemsThatStand(wrong, { sent, now }).map(({ path }) => path);
    expect(standing(sent)).toEqual(wrong.map(({ path }) => path));
    expect(
      standing({ ...sent, inputText: '{}', triggers: sent.triggers.map((each) => ({ ...each, expr: '' })) }),
    ).toEqual(['name', 'policy.dedupe.key', 'schedule']);
    expect(standing({ ...sent, triggers: [] })).not.toContain('triggers.0.expr');
  });

  it('without a field stand above the form', () => {
    expect(unshownProblems(problems).map(({ path }) => path)).toEqual(['schedule']);
  });
});
