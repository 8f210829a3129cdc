import type { Hold } from '#contract/scheduler.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';

/** Held by ana since 14:02, until Fri 08:00. */
export function sayHold({ by, since, until }: Hold, now: number): string {
  return t('hold.held', {
    by,
    since: formatNext(Date.parse(since), now),
    hasEnd: String(until !== null),
    until: until === null ? '' : formatNext(Date.parse(until), now),
  });
}
