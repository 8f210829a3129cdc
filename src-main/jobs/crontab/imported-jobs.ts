import type { Job } from '#contract/jobs.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import type { CrontabEntry } from './read-crontab.ts';

/** What jobs from a crontab are tagged with. */
export const crontabTag = 'crontab';

const origin = 'From a crontab: ';

/** What a job says of the line it comes from, under the comment above that. */
export function describeOrigin({ comment, text }: Pick<CrontabEntry, 'comment' | 'text'>): string {
  return [comment, `${origin}${text}`].filter((part) => part !== '').join('\n\n');
}

/** Finds the job that was made of an equal line: its expression, zone, user and command. Of several the first. */
export function indexImported(jobs: readonly Job[]): (entry: CrontabEntry) => Job | undefined {
  const byKey = new Map<string, Job>();
  for (const job of jobs)
    for (const line of job.description.split('\n').filter((each) => each.startsWith(origin)))
      for (const trigger of job.triggers) {
        const key = keyOf(trigger, line.slice(origin.length));
        if (!byKey.has(key)) byKey.set(key, job);
      }
  return ({ schedule, text }) => (schedule === null ? undefined : byKey.get(keyOf(schedule, text)));
}

function keyOf({ kind, expr, timezone }: Pick<TriggerInput, 'kind' | 'expr' | 'timezone'>, text: string): string {
  return JSON.stringify([kind, expr, timezone, text.trim().replaceAll(/\s+/g, ' ')]);
}
