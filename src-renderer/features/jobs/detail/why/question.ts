import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import type { Trigger } from '#contract/triggers.ts';

/** What is asked about an instant, and all there is to answer it with. */
export interface Question {
  occurrence: Occurrence;
  job: Pick<Job, 'id' | 'state' | 'snoozedUntil' | 'triggers'>;
  /** The occurrence's own run, where it has one. */
  run: Run | undefined;
  /** The run its cause names, once it has been read. */
  blocker: Run | undefined;
  now: number;
}

/** The trigger an instant is of; undefined once it is gone. */
export function triggerOf({ occurrence, job }: Question): Trigger | undefined {
  return job.triggers.find(({ id }) => id === occurrence.triggerId);
}
