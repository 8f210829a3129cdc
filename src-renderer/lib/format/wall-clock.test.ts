import { describe, expect, it } from 'vitest';
import { fromWallClock, toWallClock } from './wall-clock.ts';

describe('the clock of a zone', () => {
  it.each([
    ['2026-11-20T08:30', 'Europe/Chisinau', '2026-11-20T06:30:00.000Z'],
    ['2026-07-01T00:00', 'Australia/Lord_Howe', '2026-06-30T13:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-11-20T08:30', 'UTC', '2026-11-20T08:30:00.000Z'],
  ])('shows %s in %s at %s', (text, zone, instant) => {
    expect(new Date(fromWallClock(text, zone) ?? Number.NaN).toISOString()).toBe(instant);
  });

  it('is read as it was written', () => {
    expect(toWallClock(Date.parse('2026-11-20T06:30:00Z'), 'Europe/Chisinau')).toBe('2026-11-20T08:30');
  });

  it('says nothing of what is no moment', () => {
    expect(fromWallClock('', 'UTC')).toBeUndefined();
  });
});
