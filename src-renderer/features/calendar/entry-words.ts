import { t } from '../../lib/messages/messages.ts';
import { statusLooks } from '../../ui/status.ts';
import { type CalendarEntry, type CalendarMark, isCrowd } from './plan-calendar.ts';

/** How many a mark stands for, and how many of them failed. */
export function sayCount({ count, failed }: Pick<CalendarEntry, 'count' | 'failed'>): string {
  return count === 1 ? '' : t('calendar.count', { n: count, failed });
}

/** What a mark is of: its job, or how many firings. */
export function nameOf(mark: CalendarMark): string {
  return isCrowd(mark) ? t('calendar.firings', { n: mark.count }) : mark.job.name;
}

/** Why it does not go as planned, in a word or two; nothing where it does, or where its status says it. */
export function sayReason({ reason, status }: Pick<CalendarEntry, 'reason' | 'status'>): string {
  if (reason === null || status === reason) return '';
  switch (reason) {
    case 'exclusion':
      return t(status === 'upcoming' ? 'calendar.reason.moved' : 'calendar.reason.exclusion');
    case 'held':
    case 'snoozed':
    case 'overlap':
    case 'asleep':
    case 'app-off':
    case 'power':
      return t(`calendar.reason.${reason}`);
    default:
      return reason.replaceAll('-', ' ');
  }
}

/** A mark in full: name, status, count, reason. */
export function sayMark(mark: CalendarMark): string {
  const words = [nameOf(mark), t(statusLooks[mark.status].word), isCrowd(mark) ? '' : sayCount(mark)];
  return [...words, isCrowd(mark) ? '' : sayReason(mark)].filter((word) => word !== '').join(', ');
}
