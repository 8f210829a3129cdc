import { t } from '../messages/messages.ts';
import { formatDecimal } from './number.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something took: 0.8 s, 46 s, 2:08, 1 h 12, 3 d 4 h. */
export function formatDuration(ms: number): string {
  if (ms < 10 * secondMs) return t('unit.seconds', { n: formatDecimal(ms / secondMs, 1) });
  if (ms < minuteMs) return t('unit.seconds', { n: Math.round(ms / secondMs) });
  return formatCountdown(ms);
}

/** A span as it was chosen, to the second and with all its units: 90 s is 1 min 30 s. */
export function formatSpan(seconds: number): string {
  const parts = [
    ['unit.days', Math.floor(seconds / 86_400)],
    ['unit.hours', Math.floor((seconds % 86_400) / 3_600)],
    ['unit.minutes', Math.floor((seconds % 3_600) / 60)],
    ['unit.seconds', Math.round((seconds % 60) * 1_000) / 1_000],
  ] as const;
  const said = parts.filter(([, n]) => n > 0).map(([unit, n]) => t(unit, { n }));
  return said.length === 0 ? t('unit.seconds', { n: 0 }) : said.join(' ');
}

/** How long until, or since, in a figure that can tick: 0:22, 52:52, 1 h 42, 1 d 10 h, 74 d. */
export function formatCountdown(ms: number): string {
  const left = Math.max(0, ms);
  if (left < hourMs) return `${Math.floor(left / minuteMs)}:${pad(Math.floor((left % minuteMs) / secondMs))}`;
  if (left < dayMs) {
    return t('unit.hours-minutes', { h: Math.floor(left / hourMs), m: pad(Math.floor((left % hourMs) / minuteMs)) });
  }
  const days = Math.floor(left / dayMs);
  const hours = Math.floor((left % dayMs) / hourMs);
  if (days >= 14 || hours === 0) return t('unit.days', { n: days });
  return t('unit.days-hours', { d: days, h: hours });
}

/** How long ago, in one unit: 8 s, 32 min, 2 h, 5 d. */
export function formatAgo(ms: number): string {
  const past = Math.max(0, ms);
  if (past < minuteMs) return t('unit.seconds', { n: Math.floor(past / secondMs) });
  if (past < hourMs) return t('unit.minutes', { n: Math.floor(past / minuteMs) });
  if (past < 2 * dayMs) return t('unit.hours', { n: Math.floor(past / hourMs) });
  return t('unit.days', { n: Math.floor(past / dayMs) });
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
