import { describe, expect, it } from 'vitest';
import { listChecks } from './list-checks.ts';

const shown = (outcome: 'skipped' | 'missed' | 'ran', reason: string | null, kind: 'cron' | 'event' = 'cron') =>
  listChecks({ outcome, reason }, kind).map(({ check, result }) => `${check} ${result}`);

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
    expect(shown('skipped', 'filter-failed', 'event')[0]).toBe('match stopped');
    expect(shown('skipped', 'overlap', 'event').at(-1)).toBe('busy stopped');
  });

  it('is not there for what ran, or for a reason that is no check', () => {
    expect(shown('ran', null)).toEqual([]);
    expect(shown('skipped', 'something-new')).toEqual([]);
    expect(shown('missed', 'asleep')).toContain('awake stopped');
  });
});
