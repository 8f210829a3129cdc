import type { Job } from '#contract/jobs.ts';
import { isTimed } from './is-timed.ts';

export type JobAct =
  | 'run-now'
  | 'pause'
  | 'resume'
  | 'end-snooze'
  | 'snooze'
  | 'skip-next'
  | 'backfill'
  | 'duplicate'
  | 'edit'
  | 'cancel'
  | 'remove';

/** What can be done with a job as it stands, by one who may as said; in the order of a menu. */
export function listJobActs(
  { state, snoozedUntil, nextAt, triggers }: Pick<Job, 'state' | 'snoozedUntil' | 'nextAt' | 'triggers'>,
  may: { run: boolean; write: boolean },
): readonly JobAct[] {
  const isOver = state === 'cancelled';
  const isActive = state === 'active';
  const acts: readonly (readonly [JobAct, boolean])[] = [
    ['run-now', may.run && !isOver],
    ['pause', may.write && isActive],
    ['resume', may.write && state === 'paused'],
    ['end-snooze', may.write && isActive && snoozedUntil !== null],
    ['snooze', may.write && isActive],
    ['skip-next', may.write && isActive && nextAt !== null],
    ['backfill', may.run && may.write && triggers.some(isTimed) && !isOver],
    ['duplicate', may.write],
    ['edit', may.write && !isOver],
    ['cancel', may.write && !isOver],
    ['remove', may.write],
  ];
  return acts.flatMap(([act, isPossible]) => (isPossible ? [act] : []));
}
