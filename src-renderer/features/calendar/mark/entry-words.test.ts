import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CalendarEntry } from '../plan-calendar.ts';
import { sayCount, sayMark, sayPass, sayShort, sayTimes, sayWhyNot } from './entry-words.ts';

const at = new Date(2026, 9, 22, 8, 30).getTime();
function entry(change: Partial<CalendarEntry> = {}): CalendarEntry {
  const job = { id: 'j', name: 'import' };
  const rest = { colour: 1, reason: null, failed: 0, left: 0, runId: null, movable: null };
  return { key: 'k', job, ...rest, status: 'succeeded', at, until: at, count: 1, ...change };
}

describe('what the calendar says of a firing', () => {
  it('is why it was left out in words, not as the ledger codes it', () => {
    expect(sayWhyNot(entry({ status: 'skipped', reason: 'queue-full' }))).toBe('enough runs waited already');
    expect(sayWhyNot(entry({ status: 'paused', reason: 'paused' }))).toBe('');
    expect(sayWhyNot(entry({ status: 'upcoming', reason: 'exclusion' }))).toBe('moved from an excluded day');
    expect(sayMark(entry({ status: 'skipped', reason: 'skip-next', left: 1 }))).toMatch(
      /^import, .+, Skipped, left out$/,
    );
  });

  it('is how many of some failed and how many did not run', () => {
    expect(sayCount(entry({ count: 9, failed: 1, left: 5 }))).toBe('9 ×, 1 failed, 5 not run');
    expect(sayCount(entry({ status: 'missed', count: 9, left: 9 }))).toBe('9 ×');
    expect(sayTimes(entry({ count: 9, until: at + 3_600_000 }))).toMatch(/^\d\d:30–\d\d:30$/);
  });

  it('is paused and not a time where it is paused', () => {
    expect(sayShort(entry({ status: 'paused' }))).toBe('paused');
  });
});

describe('on the day the clocks go back', () => {
  beforeAll(() => void vi.stubEnv('TZ', 'Europe/Bratislava'));
  afterAll(() => void vi.unstubAllEnvs());

  it('the two passes of the hour are told apart', () => {
    expect(sayPass(Date.parse('2026-10-25T02:30:00+02:00'))).toMatch(/first pass/);
    expect(sayPass(Date.parse('2026-10-25T02:30:00+01:00'))).toMatch(/second pass/);
    expect(sayPass(Date.parse('2026-10-25T03:30:00+01:00'))).toBe('The clocks are changed on this day.');
    expect(sayPass(Date.parse('2027-03-28T03:30:00+02:00'))).toBe('The clocks are changed on this day.');
    expect(sayPass(Date.parse('2026-10-24T02:30:00+02:00'))).toBe('');
  });
});
