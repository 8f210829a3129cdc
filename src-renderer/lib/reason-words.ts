import { t } from './messages/messages.ts';

/** Why an instant did not, or will not, run as planned, in a word or two: the ledger's code as people read it. */
export function sayReason(reason: string): string {
  switch (reason) {
    case 'app-off':
    case 'asleep':
    case 'backfill':
    case 'chain-too-long':
    case 'condition-failed':
    case 'dedupe':
    case 'exclusion':
    case 'filter-failed':
    case 'gathering':
    case 'held':
    case 'job-cancelled':
    case 'max-runs':
    case 'not-runnable':
    case 'overlap':
    case 'paused':
    case 'power':
    case 'queue-full':
    case 'skip-next':
    case 'snoozed':
    case 'too-late':
      return t(`reason.${reason}`);
    default:
      return reason.replaceAll('-', ' ');
  }
}
