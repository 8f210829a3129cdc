import { nameOfMonth } from '../../../lib/date-names.ts';
import { formatClock, formatDay } from '../../../lib/format/time.ts';
import type { StripStep } from './strip-span.ts';

/** So far apart the lines of the axis are, where there is room and where there is little. */
const spacing = {
  hour: [{ minutes: 15 }, { minutes: 30 }],
  'quarter-day': [{ minutes: 120 }, { minutes: 240 }],
  day: [{ minutes: 240 }, { minutes: 720 }],
  week: [{ days: 1 }, { days: 4 }],
  'half-year': [{ months: 1 }, { months: 3 }],
} as const satisfies Record<StripStep, readonly [Spacing, Spacing]>;
type Spacing = { minutes: number } | { days: number } | { months: number };

/** A line of the axis, and what stands at it. */
export interface Tick {
  at: number;
  label: string;
}

/** Of the small figures on the axis. */
const characterPx = 6.2;
const betweenPx = 8;

/** Where the axis has lines within a range, as close as their texts have room; days are the viewer's. */
export function planTicks(
  step: StripStep,
  { width, ...range }: { from: number; to: number; now: number; width: number },
): readonly Tick[] {
  const [wide, narrow] = spacing[step];
  const ticks = listTicks(wide, range);
  const longest = Math.max(...ticks.map(({ label }) => label.length));
  return width >= ticks.length * (longest * characterPx + betweenPx) ? ticks : listTicks(narrow, range);
}

function listTicks(gap: Spacing, { from, to, now }: { from: number; to: number; now: number }): Tick[] {
  const ticks: Tick[] = [];
  const date = new Date(from);
  if ('months' in gap) date.setMonth(date.getMonth() + 1, 1);
  while (date.getTime() < to) {
    const at = date.getTime();
    ticks.push({ at, label: sayTick(at, { gap, now, isFirst: ticks.length === 0 }) });
    if ('minutes' in gap) date.setMinutes(date.getMinutes() + gap.minutes);
    else if ('days' in gap) date.setDate(date.getDate() + gap.days);
    else date.setMonth(date.getMonth() + gap.months);
  }
  return ticks;
}

function sayTick(at: number, { gap, now, isFirst }: { gap: Spacing; now: number; isFirst: boolean }): string {
  if ('months' in gap) return nameOfMonth(new Date(at).getMonth() + 1, 'short');
  const day = formatDay(at, now).replaceAll(',', '');
  const isMidnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
  if ('days' in gap || isMidnight) return day;
  const clock = formatClock(at, { precision: 'm' });
  return isFirst ? `${day} ${clock}` : clock;
}
