import type { Job, Occurrence } from '#contract/jobs.ts';
import type { StatusName } from '../../ui/status.ts';
import { writeDay } from './calendar-range.ts';

/** Occurrences of one job that are drawn as one: a single instant, or all of a day where they are many. */
export interface CalendarEntry {
  key: string;
  job: Pick<Job, 'id' | 'name'>;
  /** Distinguishes jobs that are to come; one of six (tokens.css `--am-job-*`). */
  colour: number;
  status: StatusName;
  at: number;
  count: number;
  failed: number;
}

/** More than so many on one day are one entry for the day. */
const mostPerDay = 4;

/** Entries of all jobs in the order of time. `failedRuns`: runs that did not succeed, since the ledger does not say. */
export function planCalendar(
  jobs: readonly { job: Pick<Job, 'id' | 'name'>; occurrences: readonly Occurrence[] }[],
  failedRuns: ReadonlyMap<string, StatusName>,
): readonly CalendarEntry[] {
  return jobs
    .flatMap(({ job, occurrences }, index) => {
      const days = Map.groupBy(occurrences, ({ scheduledFor }) => writeDay(new Date(scheduledFor)));
      return [...days].flatMap(([day, ofDay]) => {
        const shared = { job, colour: (index % 6) + 1 };
        const statuses = ofDay.map((each) => statusOf(each, failedRuns));
        const count = ofDay.reduce((sum, each) => sum + (each.count ?? 1), 0);
        if (count > mostPerDay) {
          const at = Math.min(...ofDay.map(({ scheduledFor }) => Date.parse(scheduledFor)));
          const failed = statuses.filter(isFailure).length;
          return [{ ...shared, key: `${job.id} ${day}`, status: sumUp(statuses), at, count, failed }];
        }
        return ofDay.map((each, place) => {
          const status = statuses[place] ?? 'upcoming';
          const at = Date.parse(each.scheduledFor);
          return { ...shared, key: `${job.id} ${each.triggerId} ${at}`, status, at, count: 1, failed: 0 };
        });
      });
    })
    .sort((a, b) => a.at - b.at);
}

function statusOf({ outcome, runId }: Occurrence, failedRuns: ReadonlyMap<string, StatusName>): StatusName {
  if (outcome !== 'ran') return outcome;
  return failedRuns.get(runId ?? '') ?? 'succeeded';
}

/** One failure colours the day; while any of it is to come and all went well so far, it is still to come. */
function sumUp(statuses: readonly StatusName[]): StatusName {
  const failure = statuses.find(isFailure);
  if (failure !== undefined) return failure;
  if (statuses.includes('upcoming')) return 'upcoming';
  return statuses.includes('succeeded') ? 'succeeded' : (statuses[0] ?? 'upcoming');
}

function isFailure(status: StatusName): boolean {
  return status === 'failed' || status === 'timed-out' || status === 'lost';
}
