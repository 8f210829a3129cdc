import type { TriggerInput } from '#contract/triggers.ts';
import { readAwaited } from '../../lib/awaited-event.ts';

export type Waiting = Pick<TriggerInput, 'kind' | 'expr' | 'filter'>;

/** The job a trigger waits for, by its id; undefined where it waits for something else. */
export function awaitedJobOf({ kind, expr, filter }: Waiting): string | undefined {
  const awaited = kind === 'event' ? readAwaited({ expr, filter }) : undefined;
  return awaited?.of === 'job' ? awaited.jobId : undefined;
}
