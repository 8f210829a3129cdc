import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listDays, rangeOf } from '../calendar-range.ts';
import { instantAt, kindOfRow, makeAxis, placeOf } from './hour-axis.ts';

const weekOf = (day: Date) => makeAxis(listDays(rangeOf('week', day)));
const sunday = 6;
const summer = (text: string) => Date.parse(`${text}+02:00`);
const winter = (text: string) => Date.parse(`${text}+01:00`);

describe('the hours of a week in Bratislava', () => {
  beforeAll(() => void vi.stubEnv('TZ', 'Europe/Bratislava'));
  afterAll(() => void vi.unstubAllEnvs());

  it('are 24 in most weeks', () => {
    const axis = weekOf(new Date(2026, 9, 14));
    expect(axis.rows.map(({ hour }) => hour)).toEqual([...Array(24).keys()]);
    expect(placeOf(axis, 2, new Date(2026, 9, 14, 2, 30).getTime())).toBe(2.5);
  });

  it('are 24 where the clocks go forward, one of which the last day does not have', () => {
    const axis = weekOf(new Date(2027, 2, 28));
    expect(axis.rows.map(({ hour }) => hour)).toEqual([...Array(24).keys()]);
    const two = { hour: 2, isAgain: false };
    expect(axis.days.map((day) => kindOfRow(day, two))).toEqual([...Array(6).fill('hour'), 'absent']);
    expect(placeOf(axis, 0, winter('2027-03-22T02:30:00'))).toBe(2.5);
    expect(placeOf(axis, sunday, summer('2027-03-28T03:30:00'))).toBe(3.5);
    expect(instantAt(axis, sunday, 2.5)).toBe(summer('2027-03-28T03:30:00'));
  });

  it('are 25 where the clocks go back, one of which only the last day has', () => {
    const axis = weekOf(new Date(2026, 9, 25));
    expect(axis.rows.slice(1, 5)).toEqual([
      { hour: 1, isAgain: false },
      { hour: 2, isAgain: false },
      { hour: 2, isAgain: true },
      { hour: 3, isAgain: false },
    ]);
    const again = { hour: 2, isAgain: true };
    expect(axis.days.map((day) => kindOfRow(day, again))).toEqual([...Array(6).fill('absent'), 'again']);
    expect(placeOf(axis, sunday, summer('2026-10-25T02:30:00'))).toBe(2.5);
    expect(placeOf(axis, sunday, winter('2026-10-25T02:30:00'))).toBe(3.5);
    expect(placeOf(axis, 0, summer('2026-10-19T03:40:00'))).toBeCloseTo(4 + 2 / 3);
  });

  it('give back the instants they were made of', () => {
    const axis = weekOf(new Date(2026, 9, 25));
    for (let at = summer('2026-10-25T00:00:00'); at < winter('2026-10-26T00:00:00'); at += 900_000) {
      expect(instantAt(axis, sunday, placeOf(axis, sunday, at))).toBe(at);
    }
    expect(instantAt(axis, 0, 3.5)).toBe(summer('2026-10-19T03:00:00'));
  });
});

it('knows clocks that go forward at midnight, and such that change by half an hour', () => {
  vi.stubEnv('TZ', 'Africa/Cairo');
  const friday = makeAxis([new Date(2026, 3, 24)]);
  expect(friday.days[0]?.change).toMatchObject({ hour: 0, hours: 23 });
  vi.stubEnv('TZ', 'Australia/Lord_Howe');
  const april = makeAxis([new Date(2026, 3, 5)]);
  expect(april.days[0]?.change).toMatchObject({ hour: 1, hours: 24.5 });
  expect(april.rows).toHaveLength(25);
  for (let at = new Date(2026, 3, 5).getTime(); at < new Date(2026, 3, 6).getTime(); at += 900_000) {
    expect(instantAt(april, 0, placeOf(april, 0, at))).toBe(at);
  }
  vi.unstubAllEnvs();
});
