import { t } from '../../lib/messages/messages.ts';
import { sayReason } from '../../lib/reason-words.ts';
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
export function sayWhyNot({ reason, status }: Pick<CalendarEntry, 'reason' | 'status'>): string {
  if (reason === null || status === reason) return '';
  return reason === 'exclusion' && status === 'upcoming' ? t('calendar.reason.moved') : sayReason(reason);
}

/** A mark in full: name, status, count, reason. */
export function sayMark(mark: CalendarMark): string {
  const words = [nameOf(mark), t(statusLooks[mark.status].word), isCrowd(mark) ? '' : sayCount(mark)];
  return [...words, isCrowd(mark) ? '' : sayWhyNot(mark)].filter((word) => word !== '').join(', ');
}
