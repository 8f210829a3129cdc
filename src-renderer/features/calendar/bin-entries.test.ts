import { expect, it } from 'vitest';
import type { StatusName } from '../../ui/status.ts';
import { binDay, binEntries, mergeBins } from './bin-entries.ts';
import type { CalendarEntry } from './plan-calendar.ts';

const day = new Date(2026, 9, 22);
const moment = (hour: number, minute = 0) => new Date(2026, 9, 22, hour, minute).getTime();
function entry(status: StatusName, at: number, until = at, count = 1): CalendarEntry {
  const job = { id: 'j', name: 'import' };
  const rest = { colour: 1, reason: null, failed: 0, left: 0, runId: null, movable: null };
  return { ...rest, key: `${status} ${at}`, job, status, at, until, count };
}
const nothing = { ran: 0, failed: 0, left: 0, ahead: 0 };

it('puts what was and what is to come into their own hours, and parts the hour they meet in', () => {
  const now = moment(20, 45);
  const entries = [
    entry('succeeded', moment(0), moment(20, 44), 20 * 60 + 45),
    entry('failed', moment(3, 7)),
    entry('upcoming', moment(20, 46), moment(23, 59), 194),
  ];
  const bins = binDay(entries, day, now);
  expect(bins).toHaveLength(24);
  expect(bins[2]).toEqual({ ...nothing, ran: 60 });
  expect(bins[3]).toEqual({ ...nothing, ran: 60, failed: 1 });
  expect(bins[20]).toEqual({ ...nothing, ran: 45, ahead: 14 });
  expect(bins.slice(21)).toEqual(Array(3).fill({ ...nothing, ahead: 60 }));
});

it('leaves out what will not run as things stand', () => {
  const now = moment(12);
  const entries = [entry('paused', moment(13)), entry('skipped', moment(14)), entry('skipped', moment(11))];
  const bins = binDay(entries, day, now);
  expect(bins.flatMap((bin, hour) => (bin.ran + bin.failed + bin.left + bin.ahead > 0 ? [[hour, bin]] : []))).toEqual([
    [11, { ...nothing, left: 1 }],
  ]);
});

it('bins any stretch, and puts neighbours together', () => {
  const entries = [entry('succeeded', moment(9, 7)), entry('succeeded', moment(9, 59)), entry('failed', moment(10))];
  const bins = binEntries(entries, { from: moment(9), spanMs: 300_000, count: 12 }, moment(11));
  expect(bins.map(({ ran }) => ran)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(mergeBins(bins, 6).map(({ ran }) => ran)).toEqual([1, 1]);
});
