import { locale } from '../messages/messages.ts';

/** The viewer's own zone by name. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** 14:31:00, with milliseconds where a log needs them. */
export function formatClock(
  at: number,
  options: { zone?: string | undefined; precision?: 'm' | 's' | 'ms' } = {},
): string {
  const { precision = 's', zone } = options;
  return formatter({
    hour: '2-digit',
    minute: '2-digit',
    ...(precision !== 'm' && { second: '2-digit' }),
    ...(precision === 'ms' && { fractionalSecondDigits: 3 }),
    ...inZone(zone),
  }).format(at);
}

/** Thu 22 Oct; with the year where it is not this one. */
export function formatDay(at: number, now: number, zone?: string): string {
  const isThisYear = yearOf(at, zone) === yearOf(now, zone);
  return formatter({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
    ...inZone(zone),
  }).format(at);
}

/** Thu. */
export function formatWeekday(at: number): string {
  return formatter({ weekday: 'short' }).format(at);
}

/** Thu 22 Oct 14:30: what names a run. */
export function formatMoment(at: number, now: number, zone?: string): string {
  return `${formatDay(at, now, zone).replaceAll(',', '')} ${formatClock(at, { zone, precision: 'm' })}`;
}

/** The exact instant with its zone, for tooltips: Thursday 22 October 2026, 14:32:08 Europe/Bratislava. */
export function formatExact(at: number, zone = viewerZone()): string {
  const day = formatter({ dateStyle: 'full', ...inZone(zone) }).format(at);
  return `${day}, ${formatClock(at, { zone })} ${zone}`;
}

/** CET or CEST: what the clocks of a zone are on at an instant. */
export function formatZone(at: number, zone: string): string {
  const parts = formatter({ timeZoneName: 'short', timeZone: zone }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** Whether the viewer's clocks show the time of `zone` at an instant. */
function isOwnTime(at: number, zone: string): boolean {
  return formatClock(at, { zone }) === formatClock(at);
}

/** When something ahead comes, as short as it stays clear: 14:33, Fri 02:30, Fri 30 Oct. */
export function formatNext(at: number, now: number, zone?: string): string {
  const aheadMs = at - now;
  const clock = formatClock(at, { zone, precision: at % 60_000 === 0 ? 'm' : 's' });
  if (dayOf(at, zone) === dayOf(now, zone)) return clock;
  if (aheadMs < 6.5 * 86_400_000) {
    const weekday = formatter({ weekday: 'short', ...inZone(zone) }).format(at);
    return `${weekday} ${formatClock(at, { zone, precision: 'm' })}`;
  }
  const isThisYear = yearOf(at, zone) === yearOf(now, zone);
  const day = { day: 'numeric', month: 'short', ...inZone(zone) } as const;
  return formatter({ ...day, ...(isThisYear ? { weekday: 'short' } : { year: 'numeric' }) })
    .format(at)
    .replaceAll(',', '');
}

/** The same for a schedule of some zone: where its clocks show another time, with what the viewer's are on. */
export function formatNextOf(schedule: { zone: string }, at: number, now: number): string {
  const next = formatNext(at, now);
  return isOwnTime(at, schedule.zone) || !next.includes(':') ? next : `${next} ${formatZone(at, viewerZone())}`;
}

function yearOf(at: number, zone: string | undefined): string {
  return formatter({ year: 'numeric', ...inZone(zone) }).format(at);
}

function dayOf(at: number, zone: string | undefined): string {
  return formatter({ year: 'numeric', month: 'numeric', day: 'numeric', ...inZone(zone) }).format(at);
}

function inZone(zone: string | undefined): Intl.DateTimeFormatOptions {
  return zone === undefined ? {} : { timeZone: zone };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a hundred times what using it does. All clocks show 24 hours: they stand in columns. */
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options) + locale();
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale(), { hourCycle: 'h23', ...options });
  formatters.set(key, made);
  return made;
}
