import type { Agent } from '#contract/agents.ts';

/** Where a script is given a schedule. */
export type SchedulePlace =
  | { to: '/jobs/new'; search: { agent?: string } }
  | { to: '/agents/new'; search: { script: string; back: 'jobs' } };

/**
 * A job needs an agent: where none runs the script yet, that is made first and leads on to the job. Where several do,
 * the job is asked which.
 */
export function planSchedule(scriptId: string, agents: readonly Pick<Agent, 'id'>[] | undefined): SchedulePlace {
  const [first, ...others] = agents ?? [];
  if (first === undefined) return { to: '/agents/new', search: { script: scriptId, back: 'jobs' } };
  return { to: '/jobs/new', search: others.length > 0 ? {} : { agent: first.id } };
}
