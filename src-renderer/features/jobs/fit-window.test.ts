import { expect, it } from 'vitest';
import { fitWindow } from './fit-window.ts';

const minuteMs = 60_000;
const to = Date.UTC(2026, 9, 22, 12);

it('finds how much of a week of minutes is no more than may be started at once', async () => {
  let looks = 0;
  const found = await fitWindow({ from: to - 7 * 1_440 * minuteMs, to }, async (window) => {
    looks += 1;
    return (window.to - window.from) / minuteMs < 1_000;
  });
  expect(found.to).toBe(to);
  expect((found.to - found.from) / minuteMs).toBeGreaterThan(990);
  expect((found.to - found.from) / minuteMs).toBeLessThan(1_000);
  expect(looks).toBeLessThanOrEqual(14);
});

it('is empty where nothing fits', async () => {
  expect(await fitWindow({ from: to - 10 * minuteMs, to }, async () => false)).toEqual({ from: to, to });
});
