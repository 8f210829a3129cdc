import type { Things } from './make-ten-things.ts';

export interface Screen {
  name: string;
  path: string;
}

/** Every address of the interface; those of single things where there are any. */
export function listScreens(things: Things | undefined): readonly Screen[] {
  const lists = [
    'calendar',
    'runs',
    'jobs',
    'agents',
    'scripts',
    'events',
    'monitoring',
    'audit',
    'people',
    'settings',
  ];
  const screens: Screen[] = [
    { name: 'overview', path: '/' },
    ...lists.map((name) => ({ name, path: `/${name}` })),
    { name: 'calendar-month', path: '/calendar?view=month' },
    { name: 'job-new', path: '/jobs/new' },
    { name: 'agent-new', path: '/agents/new' },
  ];
  if (things === undefined) return screens;
  const { script, agent, job, run, failedRun } = things;
  return [
    ...screens,
    { name: 'run', path: `/runs/${run}` },
    { name: 'run-failed', path: `/runs/${failedRun}` },
    { name: 'job', path: `/jobs/${job}` },
    { name: 'job-runs', path: `/jobs/${job}?tab=runs` },
    { name: 'job-history', path: `/jobs/${job}?tab=history` },
    { name: 'job-edit', path: `/jobs/${job}/edit` },
    { name: 'agent', path: `/agents/${agent}` },
    { name: 'agent-edit', path: `/agents/${agent}/edit` },
    { name: 'script', path: `/scripts/${script}` },
    { name: 'script-compare', path: `/scripts/${script}?from=1&to=2` },
  ];
}
