import { describe, expect, it } from 'vitest';
import { makeScrollMap, tallestPx } from './scroll-map.ts';

describe('the scroll bar of a log', () => {
  it('is pixel for pixel while the log is shorter than an element may be high', () => {
    const map = makeScrollMap(20_000, 600);
    expect([map.height, map.isScaled, map.toOffset(1_234), map.toScrollTop(1_234)]).toEqual([
      20_000,
      false,
      1_234,
      1_234,
    ]);
  });

  it('still reaches the first and the last line of ten million', () => {
    const map = makeScrollMap(200_000_000, 600);
    expect(map.height).toBe(tallestPx);
    expect([map.toOffset(0), map.toOffset(tallestPx - 600)]).toEqual([0, 200_000_000 - 600]);
    expect(map.toScrollTop(map.maxOffset)).toBeCloseTo(tallestPx - 600);
  });

  it('stays at the top where everything fits', () => {
    const map = makeScrollMap(100, 600);
    expect([map.maxOffset, map.toOffset(50), map.toScrollTop(0)]).toEqual([0, 0, 0]);
  });
});
