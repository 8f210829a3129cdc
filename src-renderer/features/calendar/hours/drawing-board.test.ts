import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listDays, rangeOf } from '../calendar-range.ts';
import { boardEnd, instantOnBoard, readBoard } from './drawing-board.ts';
import { makeAxis } from './hour-axis.ts';

beforeAll(() => void vi.stubEnv('TZ', 'Europe/Bratislava'));
afterAll(() => void vi.unstubAllEnvs());

it('draws the same time of every day at the same height, also where the clocks change', () => {
  for (const day of [new Date(2027, 2, 28), new Date(2026, 9, 25), new Date(2026, 5, 3)]) {
    const week = listDays(rangeOf('week', day));
    const axis = makeAxis(week);
    const starts = week.map((each, index) => {
      const at = new Date(each.getFullYear(), each.getMonth(), each.getDate(), 16, 30).getTime();
      const { start } = instantOnBoard(axis, index, { at, rows: 1 });
      expect(readBoard(axis, start)).toBe(at);
      return start.slice(11);
    });
    expect(new Set(starts).size).toBe(1);
    expect(boardEnd(axis)).toBe(axis.rows.length === 25 ? '08:20:00' : '08:00:00');
  }
});

it('keeps the last minutes of a day on the board', () => {
  const axis = makeAxis([new Date(2026, 9, 22)]);
  const at = new Date(2026, 9, 22, 23, 59).getTime();
  expect(instantOnBoard(axis, 0, { at, rows: 0.75 })).toEqual({
    start: '2024-01-04 07:45:00',
    end: '2024-01-04 08:00:00',
  });
});
