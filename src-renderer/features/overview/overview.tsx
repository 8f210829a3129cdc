import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Job } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { WithRail } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { findAbsences } from './absences.ts';
import { dayQuery, liveQuery, mergeRuns, newestQuery } from './day-query.ts';
import { DayStrips } from './day-strips.tsx';
import { InFlight } from './in-flight.tsx';
import { isSnoozed, NextDue } from './next-due.tsx';
import styles from './overview.module.css';
import { dayMs, planDay, sumUpDay, usualDurations } from './plan-day.ts';
import { Engine, Machine } from './system-regions.tsx';
import { judge } from './verdict.ts';
import { VerdictLine } from './verdict-line.tsx';

/** The host publishes no change of its load; it is asked. */
const sampleMs = 5_000;
const none: readonly never[] = [];

/** Is everything all right? The sentence first, then what it rests on. */
export function Overview({ jobs }: { jobs: readonly Job[] }) {
  const system = useQuery(
    api.system.monitoring.queryOptions({ enabled: useMay('system:read'), refetchInterval: sampleMs }),
  );
  const scheduler = useQuery(api.system.scheduler.queryOptions());
  const day = useQuery(dayQuery(jobs));
  const newest = useQuery(newestQuery());
  const live = useLiveRuns();
  // To the minute: what is judged by the clock need not be judged anew every second.
  const now = useMinute();
  const runs = useMemo(
    () => mergeRuns(day.data?.runs ?? none, newest.data?.items ?? none, now - dayMs),
    [day.data, newest.data, now],
  );
  const names = useMemo(() => new Map(jobs.map(({ id, name }) => [id, name])), [jobs]);
  const rows = useMemo(() => planDay(runs, day.data?.occurrences ?? none, names), [runs, day.data, names]);
  const absences = useMemo(() => findAbsences(day.data?.occurrences ?? none), [day.data]);
  const usual = useMemo(() => usualDurations(runs), [runs]);
  if (day.isError && day.data === undefined) {
    return <ErrorState title={t('overview.unreadable')} error={day.error} onRetry={() => void day.refetch()} />;
  }
  if (day.data === undefined || newest.data === undefined) return <ListSkeleton rows={24} />;
  const verdict = judge({
    system: system.data,
    hold: scheduler.data?.hold ?? null,
    runs,
    missed: day.data.occurrences.reduce((sum, { outcome, count = 1 }) => sum + (outcome === 'missed' ? count : 0), 0),
    absences,
    jobs: {
      active: countState(jobs, 'active'),
      paused: countState(jobs, 'paused'),
      snoozed: jobs.filter((job) => isSnoozed(job, now)).length,
    },
    now,
  });
  return (
    <>
      <VerdictLine
        verdict={verdict}
        figures={sumUpDay(runs)}
        isCut={day.data.isCut}
        latenessMs={system.data?.scheduler.latenessMs ?? undefined}
      />
      <WithRail
        label={t('overview.rail')}
        isFitted
        isWide
        rail={
          <>
            <NextDue jobs={jobs} live={live} />
            {system.data !== undefined && (
              <>
                <Engine system={system.data} />
                <Machine host={system.data.host} />
              </>
            )}
          </>
        }
      >
        <div className={styles.scroller}>
          <InFlight runs={live} usual={usual} />
          <DayStrips rows={rows} absences={absences} />
        </div>
      </WithRail>
    </>
  );
}

/** Everything that is not over: what runs first, then what waits. */
function useLiveRuns(): readonly Run[] {
  return useQueries({
    queries: [liveQuery('running'), liveQuery('starting'), liveQuery('retry-wait'), liveQuery('queued')],
    combine: (answers) => answers.flatMap(({ data }) => [...(data?.items ?? none)]),
  });
}

function countState(jobs: readonly Job[], state: Job['state']): number {
  return jobs.filter((job) => job.state === state).length;
}
