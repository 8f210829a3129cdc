import { describe, expect, it } from 'vitest';
import { newTrigger, type TriggerDraft } from './trigger-draft.ts';
import { isUsed, needsZone, partsFor, triggerParts, withoutPart } from './trigger-parts.ts';

const daily = newTrigger({ key: 'first', timezone: 'UTC' });

describe('the parts of a trigger', () => {
  it('are none to begin with, and none again once each is left out', () => {
    expect(triggerParts.filter((part) => isUsed(part, daily))).toEqual([]);
    const full = { ...daily, name: 'mornings', jitterSeconds: 30, maxRuns: 5, inputText: '{}', environment: 'TEST' };
    expect(triggerParts.filter((part) => isUsed(part, full))).toEqual([
      'maxRuns',
      'jitter',
      'name',
      'input',
      'environment',
    ]);
    let emptied: TriggerDraft = full;
    for (const part of triggerParts) emptied = { ...emptied, ...withoutPart[part] };
    expect(triggerParts.filter((part) => isUsed(part, emptied))).toEqual([]);
  });

  it('collect events only, and bound what comes more than once', () => {
    expect(partsFor(daily)).not.toContain('collect');
    expect(partsFor({ ...daily, kind: 'event' })).toContain('collect');
    expect(partsFor({ ...daily, kind: 'once' })).not.toContain('maxRuns');
  });

  it('need a zone where a clock or a day is read', () => {
    expect(needsZone(daily)).toBe(true);
    expect(needsZone({ ...daily, kind: 'event' })).toBe(false);
    const exclusions = { dates: ['2026-12-24'], weekdays: [], policy: 'skip' } as const;
    expect(
      needsZone({ ...daily, kind: 'event', exclusions: { ...exclusions, dates: ['2026-12-24'], weekdays: [] } }),
    ).toBe(true);
  });
});
