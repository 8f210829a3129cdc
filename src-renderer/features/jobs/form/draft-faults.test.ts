import { describe, expect, it } from 'vitest';
import { listFaults, sayFaults, toProblems } from './draft-faults.ts';
import { newDraft } from './job-draft.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const full = { ...newDraft({ timezone: 'UTC' }), name: 'nightly', agentId: id };
const [trigger] = full.triggers;
const said = (change: Partial<typeof full>) => sayFaults(listFaults({ ...full, ...change }), []);

describe('what a draft lacks', () => {
  it('is nothing once it has a name, an agent, and something in every trigger', () => {
    expect(listFaults(full)).toEqual([]);
    expect(listFaults({ ...full, triggers: [] })).toEqual([]);
  });

  it('is named as it is: what is missing, and what is there but wrong', () => {
    expect(said({ name: ' ', agentId: null as never })).toBe('Still missing: a name, an agent');
    expect(said({ inputText: '{' })).toBe('Not right yet: the input is no JSON');
    expect(said({ name: '', inputText: '{' })).toContain(' · ');
    expect(sayFaults([], ['Stop it after'])).toBe('Not right yet: Stop it after');
  });

  it('names the trigger where there is more than one', () => {
    if (trigger === undefined) throw new Error('a new draft has a trigger');
    expect(said({ triggers: [{ ...trigger, expr: ' ' }] })).toBe('Still missing: what starts its trigger');
    expect(said({ triggers: [trigger, { ...trigger, expr: '' }] })).toContain('trigger 2');
    expect(said({ triggers: [{ ...trigger, inputText: '{' }] })).toContain('the input of its trigger');
  });

  it('stands at the field where that does not say it by itself', () => {
    const faults = listFaults({ ...full, name: '', inputText: '{' });
    expect(toProblems(faults).map(({ path }) => path)).toEqual(['name']);
  });
});
