import { describe, expect, it } from 'vitest';
import type { CalendarItem } from '#contract/scheduler.ts';
import { writeFeed } from './calendar-feed.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const base = { jobId: 'job', triggerId: 'trigger', reason: null, runId: null, runStatus: null };
const upcoming: CalendarItem = { ...base, at: '2026-01-16T02:30:00.000Z', outcome: 'upcoming' };
const write = (items: CalendarItem[], name = 'nightly') => writeFeed(items, new Map([['job', name]]), now);
/** The values of a property, with folded lines (RFC 5545, section 3.1) put together. */
const valuesOf = (feed: string, property: string) =>
  feed
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter((line) => line.startsWith(`${property}:`))
    .map((line) => line.slice(property.length + 1));

describe('the calendar feed', () => {
  it('tells each firing in UTC, says how it went, and makes nobody busy', () => {
    const feed = write([
      { ...base, at: '2026-01-15T02:30:00.000Z', outcome: 'ran', runStatus: 'failed' },
      { ...base, at: '2026-01-15T03:30:00.000Z', outcome: 'skipped', reason: 'overlap' },
      upcoming,
    ]);
    expect(feed.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
    expect(valuesOf(feed, 'DTSTART')).toEqual(['20260115T023000Z', '20260115T033000Z', '20260116T023000Z']);
    expect(valuesOf(feed, 'SUMMARY')).toEqual(['nightly: failed', 'nightly: skipped', 'nightly']);
    expect(valuesOf(feed, 'DESCRIPTION')).toEqual(['overlap']);
    expect(new Set(valuesOf(feed, 'TRANSP'))).toEqual(new Set(['TRANSPARENT']));
    expect(feed).not.toContain('TZID');
  });

  it('keeps the key of a firing when it becomes past, and gives equal moments keys of their own', () => {
    const past = { ...upcoming, outcome: 'ran' as const, runStatus: 'succeeded' };
    expect(valuesOf(write([past]), 'UID')).toEqual(valuesOf(write([upcoming]), 'UID'));
    const twice = valuesOf(write([upcoming, upcoming]), 'UID');
    expect(new Set(twice).size).toBe(2);
    const day = { ...upcoming, until: '2026-01-16T23:59:00.000Z', count: 1_288 };
    const rest = { ...day, at: '2026-01-16T05:00:00.000Z', count: 1_000 };
    expect(valuesOf(write([day]), 'UID')).toEqual(valuesOf(write([rest]), 'UID'));
    expect(valuesOf(write([day]), 'SUMMARY')).toEqual(['nightly × 1288']);
    expect(valuesOf(write([day]), 'DTEND')).toEqual(['20260116T235900Z']);
  });

  it('lets no name break out of its line', () => {
    const feed = write([upcoming], 'a;b,c\\d\r\nBEGIN:VALARM\nEND:VEVENT');
    expect(valuesOf(feed, 'SUMMARY')).toEqual(['a\\;b\\,c\\\\d\\nBEGIN:VALARM\\nEND:VEVENT']);
    expect(feed.match(/^BEGIN:/gm)).toHaveLength(2);
    const long = write([upcoming], 'ž'.repeat(300));
    expect(long.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(valuesOf(long, 'SUMMARY')).toEqual(['ž'.repeat(300)]);
  });
});
