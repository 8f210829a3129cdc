import { describe, expect, it } from 'vitest';
import type { Run } from '#contract/runs.ts';
import { planDurations, shownRuns } from './plan-durations.ts';

const now = Date.UTC(2026, 9, 22, 12);
const run = (durationMs: number | null, status: Run['status'] = 'succeeded', n = 0) =>
  ({
    id: `${status}-${durationMs}-${n}`,
    status,
    durationMs,
    queuedAt: new Date(now - n * 60_000).toISOString(),
    origin: { scheduledFor: null },
  }) as Run; // all that is read of it

describe('the chart of durations', () => {
  it('stands oldest first, leaves out what still runs, and names each bar', () => {
    const { bars } = planDurations([run(null, 'running'), run(2_000, 'failed', 1), run(130_000, 'succeeded', 2)], now);
    expect(bars.map(({ key }) => key)).toEqual(['succeeded-130000-2', 'failed-2000-1']);
    expect(bars[1]).toMatchObject({ tone: 'fail', label: expect.stringContaining('Failed, 2.0') });
  });

  it('keeps one very long run from flattening the rest', () => {
    const { bars, usual } = planDurations([run(1_000_000), ...[1, 2, 3].map((n) => run(130_000, 'succeeded', n))], now);
    expect(bars.every(({ share }) => share > 0.2 && share < 1)).toBe(true);
    expect(usual).toMatchObject({ ms: 130_000 });
    expect(usual?.share).toBeCloseTo(bars[0]?.share ?? 0);
  });

  it('draws at most three lines of reference within its height, and so many bars', () => {
    const many = Array.from({ length: 90 }, (_, n) => run(500 + n * 20_000, 'succeeded', n));
    const { bars, lines } = planDurations(many, now);
    expect(bars).toHaveLength(shownRuns);
    expect(lines).toHaveLength(3);
    expect(lines.every(({ share }) => share > 0 && share < 1)).toBe(true);
  });

  it('is empty, not broken, before anything ran', () => {
    expect(planDurations([], now)).toMatchObject({ bars: [], usual: undefined });
  });
});
