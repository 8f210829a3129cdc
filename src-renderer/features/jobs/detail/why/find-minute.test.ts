import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import { askMinute } from './find-minute.ts';

const at = Date.parse('2026-10-22T11:15:00.000Z');
const minuteMs = 60_000;

/** A ledger of instants as the core answers it: newest first, within both bounds. */
function ledger(...minutes: readonly (number | { due: number; fires: number })[]) {
  const rows = minutes.map((each) => {
    const { due, fires } = typeof each === 'number' ? { due: each, fires: each } : each;
    return { scheduledFor: toText(due), fireAt: toText(fires) } as Occurrence; // all that is read here
  });
  return async (from: number, to: number) =>
    rows
      .filter(({ scheduledFor }) => Date.parse(scheduledFor) >= from && Date.parse(scheduledFor) <= to)
      .toSorted((a, b) => Date.parse(b.scheduledFor) - Date.parse(a.scheduledFor));
}

const toText = (minute: number) => new Date(at + minute * minuteMs).toISOString();

describe('what the ledger says of a minute', () => {
  it('is all that was due within it, oldest first', async () => {
    const { found } = await askMinute(ledger(-15, 0, 0.5, 1), at);
    expect(found.map(({ scheduledFor }) => scheduledFor)).toEqual([toText(0), toText(0.5)]);
  });

  it('is what fires in it though it was due before, as a firing moved off an excluded day is', async () => {
    const { found } = await askMinute(ledger({ due: -2 * 1_440, fires: 0 }, 90), at);
    expect(found.map(({ fireAt }) => fireAt)).toEqual([toText(0)]);
  });

  it('is nothing, with the nearest instants however far they are', async () => {
    const { found, before, after } = await askMinute(ledger(-40, -20, 3 * 1_440, 9 * 1_440), at);
    expect({ found, before: before?.scheduledFor, after: after?.scheduledFor }).toEqual({
      found: [],
      before: toText(-20),
      after: toText(3 * 1_440),
    });
  });

  it('names no neighbour where so many lie around that the nearest may be missing', async () => {
    const crowd = Array.from({ length: 1_000 }, (_, index) => -59 + index / 100);
    expect((await askMinute(ledger(...crowd), at)).before).toBeUndefined();
  });
});
