import { describe, expect, it } from 'vitest';
import { listChecks } from './list-checks.ts';

const cron = { kind: 'cron', maxRuns: null } as const;
const event = { kind: 'event', maxRuns: null } as const;
const shown = (
  outcome: 'skipped' | 'missed' | 'ran',
  reason: string | null,
  trigger: Parameters<typeof listChecks>[1] = cron,
) => listChecks({ outcome, reason }, trigger).map(({ check, result }) => `${check} ${result}`);

describe('the ladder of checks', () => {
  it('stops at what decided; what would have come after was not asked', () => {
    expect(shown('skipped', 'not-runnable')).toEqual([
      'day passed',
      'job passed',
      'hold passed',
      'awake passed',
      'power passed',
      'agent stopped',
      'key not-asked',
      'busy not-asked',
    ]);
  });

  it('begins with the filter where it is an event that fires', () => {
    expect(shown('skipped', 'filter-failed', event)[0]).toBe('match stopped');
    expect(shown('skipped', 'chain-too-long', event).slice(0, 2)).toEqual(['match passed', 'chain stopped']);
    expect(shown('skipped', 'overlap', event).at(-1)).toBe('busy stopped');
    expect(shown('skipped', 'overlap', { ...event, kind: 'condition' })).not.toContain('chain passed');
  });

  it('counts runs where there is a limit', () => {
    expect(shown('skipped', 'max-runs', { ...cron, maxRuns: 3 })).toContain('count stopped');
    expect(shown('skipped', 'max-runs')).toContain('count stopped');
    expect(shown('skipped', 'overlap', { ...cron, maxRuns: 3 })).toContain('count passed');
    expect(shown('skipped', 'overlap')).not.toContain('count passed');
  });

  it('is not there for what ran, or for a reason that is no check', () => {
    expect(shown('ran', null)).toEqual([]);
    expect(shown('skipped', 'something-new')).toEqual([]);
    expect(shown('missed', 'asleep')).toContain('awake stopped');
  });
});
