import type { Job } from '#contract/jobs.ts';

import { awaitedJobOf, type Waiting } from '../awaited-job.ts';

/** How a job comes to start itself. */
export type Loop =
  /** It waits for its own runs. */
  | { by: 'itself' }
  /** It waits for a job that waits for it. */
  | { by: 'other'; name: string }
  /** It waits for runs of any job, its own among them. */
  | { by: 'any' };

/** Whether runs of the job end in starting it again; undefined where none does as far as can be seen from here. */
export function findLoop(
  trigger: Waiting,
  { jobId, awaited }: { jobId: string | undefined; awaited: Job | undefined },
): Loop | undefined {
  const isOfRuns = trigger.kind === 'event' && /^(\*|run\..+)$/.test(trigger.expr.trim());
  if (isOfRuns && (trigger.filter ?? '').trim() === '') return { by: 'any' };
  const other = awaitedJobOf(trigger);
  if (other === undefined || jobId === undefined) return undefined;
  if (other === jobId) return { by: 'itself' };
  const waitsBack = awaited?.triggers.some((each) => each.enabled && awaitedJobOf(each) === jobId) === true;
  return waitsBack ? { by: 'other', name: awaited.name } : undefined;
}
