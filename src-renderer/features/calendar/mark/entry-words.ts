import { formatCount } from '../../../lib/format/number.ts';
import { formatClock, formatZone, viewerZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { sayReasonCode } from '../../../lib/say-reason.ts';
import { statusLooks } from '../../../ui/status.ts';
import { findClockChange, readDay } from '../calendar-range.ts';
import { nameOfDay } from '../calendar-title.ts';
import { type CalendarEntry, type CalendarMark, isCrowd } from '../plan-calendar.ts';

/** How many a mark stands for, how many of them failed and how many did not run. */
export function sayCount({ count, failed, left }: Pick<CalendarEntry, 'count' | 'failed' | 'left'>): string {
  // Where none ran, its status says so
  return count === 1 ? '' : t('calendar.count', { n: count, failed, left: left === count ? 0 : left });
}

/** What a mark is of: its job, or how many firings. */
export function nameOf(mark: CalendarMark): string {
  return isCrowd(mark) ? t('calendar.firings', { n: mark.count }) : mark.job.name;
}

/** Why it does not go as planned, in a word or two; nothing where it does, or where its status says it. */
export function sayWhyNot({ reason, status }: Pick<CalendarEntry, 'reason' | 'status'>): string {
  if (reason === null || status === reason) return '';
  return reason === 'exclusion' && status === 'upcoming' ? t('calendar.reason.moved') : sayReasonCode(reason);
}

/** When it is, or from when to when where it stands for several. */
export function sayTimes({ at, until, count }: Pick<CalendarEntry, 'at' | 'until' | 'count'>): string {
  const from = formatClock(at, { precision: 'm' });
  const to = formatClock(until, { precision: 'm' });
  return count === 1 || from === to ? from : `${from}–${to}`;
}

/** Beside the name of an entry: when, how many, or that it is paused. */
export function sayShort(entry: CalendarEntry): string {
  if (entry.status === 'paused') return t('status.paused').toLocaleLowerCase();
  return entry.count === 1 ? formatClock(entry.at, { precision: 'm' }) : `× ${formatCount(entry.count)}`;
}

/** The day and the time, with the name of the time where it changes on that day. */
export function sayWhen(entry: Pick<CalendarEntry, 'at' | 'until' | 'count'>): string {
  const day = readDay(undefined, new Date(entry.at));
  const times = sayTimes(entry);
  return `${nameOfDay(day)}, ${findClockChange(day) === undefined ? times : `${times} ${formatZone(entry.at, viewerZone())}`}`;
}

/** On a day of a clock change that it is one, and of an hour that comes twice which of the two it is. */
export function sayPass(at: number): string {
  const change = findClockChange(readDay(undefined, new Date(at)));
  if (change === undefined) return '';
  const isTwice = at >= change.at + change.forwardMs && at < change.at - change.forwardMs;
  if (!isTwice) return t('calendar.clocks-change');
  return t('calendar.pass', { hour: String(change.hour).padStart(2, '0'), isAgain: String(at >= change.at) });
}

/** A mark in full: name, status, count, reason. */
export function sayMark(mark: CalendarMark): string {
  if (isCrowd(mark)) {
    const { failed, left } = mark;
    return [
      nameOf(mark),
      failed === 0 ? '' : t('calendar.failed', { n: failed }),
      left === 0 ? '' : t('calendar.left', { n: left }),
    ]
      .filter((word) => word !== '')
      .join(', ');
  }
  const words = [nameOf(mark), sayTimes(mark), t(statusLooks[mark.status].word), sayCount(mark), sayWhyNot(mark)];
  return words.filter((word) => word !== '').join(', ');
}
