import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../lib/client/api.ts';
import { formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DataList } from '../../../ui/data-list/data-list.tsx';
import { EmptyState, ErrorState } from '../../../ui/states.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { DurationChart } from './duration-chart.tsx';
import styles from './job-detail.module.css';
import { JobFacts } from './job-facts.tsx';
import { type JobPlace, readMinute } from './job-place.ts';
import { OccurrenceInTwoLines, occurrenceColumns } from './occurrence-columns.tsx';
import { keyOf } from './occurrence-marks.ts';
import { OccurrenceTimeline } from './occurrence-timeline.tsx';
import { AskMinute } from './why/ask-minute.tsx';
import { minuteMs } from './why/find-minute.ts';
import { minuteQuery } from './why/minute-query.ts';
import { WhyInstant, WhyNothing } from './why/why-panel.tsx';

interface OccurrencesViewProps {
  job: Job;
  place: JobPlace;
  onPlace: (change: Partial<JobPlace>) => void;
}

/** As many as the core gives at once. */
const most = 1_000;
/** So many to come stand above what was. */
const nearestShown = 5;

/** Two days of a job: each instant on the axis of time and in a list, and of the chosen one why it did (not) run. */
export function OccurrencesView({ job, place, onPlace }: OccurrencesViewProps) {
  const now = useNow();
  const back = place.back ?? 0;
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  const range = useMemo(() => {
    const end = new Date(midnight);
    const to = end.setDate(end.getDate() - back);
    return { from: end.setDate(end.getDate() - 2), to };
  }, [midnight, back]);
  // Asked in two parts: what is to come of a job that fires every few seconds would leave no room for what was.
  const middle = Math.min(range.to, Math.max(range.from, Math.ceil(now / minuteMs) * minuteMs));
  const part = (from: number, to: number) =>
    api.jobs.occurrences.queryOptions({
      input: {
        id: job.id,
        from: new Date(from).toISOString(),
        to: new Date(to - 1).toISOString(),
        limit: most,
      },
      enabled: from < to,
      placeholderData: keepPreviousData,
    });
  const ledger = useQuery(part(range.from, middle));
  const ahead = useQuery(part(middle, range.to));
  const recent = useQuery(api.jobs.executions.queryOptions({ input: { id: job.id, limit: 200 } }));
  const runs = useMemo(() => new Map<string, Run>(recent.data?.items.map((run) => [run.id, run])), [recent.data]);
  const occurrences = useMemo(
    () => [...((middle < range.to ? ahead.data?.items : undefined) ?? none), ...(ledger.data?.items ?? none)],
    [ahead.data, ledger.data, middle, range.to],
  );
  const asked = readMinute(place.at);
  const minute = useQuery(minuteQuery(job.id, asked));
  const chosen =
    asked === undefined
      ? (occurrences.find((each) => keyOf(each) === place.at) ?? firstToAsk(occurrences))
      : firstToAsk(minute.data?.found ?? none);
  const index = chosen === undefined ? -1 : occurrences.findIndex((each) => keyOf(each) === keyOf(chosen));
  const ask = (at: number) => {
    const start = Math.floor(at / minuteMs) * minuteMs;
    onPlace({ at: new Date(start).toISOString(), back: Math.ceil((midnight - start) / dayMs) - 1 });
  };
  const show = (at: string) => ask(Date.parse(at));
  // What is to come is all alike: the list begins with the nearest of it.
  const firstPast = occurrences.findIndex(({ outcome }) => outcome !== 'upcoming');
  const listed = range.from > now ? occurrences : occurrences.slice(Math.max(0, firstToList(occurrences, firstPast)));
  const choose = (occurrence: Occurrence | undefined) => {
    if (occurrence !== undefined) onPlace({ at: keyOf(occurrence) });
  };
  if (ledger.isError) {
    return <ErrorState title={t('job.occurrences-unreadable')} error={ledger.error} onRetry={ledger.refetch} />;
  }
  return (
    <>
      <section className={styles.timelineBox} aria-label={t('job.occurrences')}>
        <div className={styles.timelineHead}>
          <h2>{t('job.occurrences')}</h2>
          <span className="t3 xs">
            {t('job.of-two-days', { n: occurrences.length, isCut: String((ledger.data?.items.length ?? 0) >= most) })}
          </span>
          <span className={styles.timelineNav}>
            <ActionIcon aria-label={t('job.earlier-days')} onClick={() => onPlace({ back: back + 1, at: undefined })}>
              <IconChevronLeft size={16} />
            </ActionIcon>
            {formatDay(range.from, now)} – {formatDay(range.to - 1, now)}
            <ActionIcon aria-label={t('job.later-days')} onClick={() => onPlace({ back: back - 1, at: undefined })}>
              <IconChevronRight size={16} />
            </ActionIcon>
          </span>
        </div>
        <OccurrenceTimeline
          occurrences={occurrences}
          runs={runs}
          range={range}
          now={now}
          chosen={chosen && keyOf(chosen)}
          onChoose={(at) => onPlace({ at })}
        />
      </section>
      <div className={styles.split}>
        <div className={styles.aside}>
          <AskMinute at={asked ?? (chosen && Date.parse(chosen.scheduledFor))} onAsk={ask} />
          {chosen !== undefined && (
            <WhyInstant
              job={job}
              occurrence={chosen}
              runs={runs}
              others={asked === undefined ? 0 : (minute.data?.found.length ?? 1) - 1}
              onStep={index < 0 ? undefined : (step) => choose(occurrences[index - step])}
              onShow={show}
            />
          )}
          {asked !== undefined && minute.data !== undefined && chosen === undefined && (
            <WhyNothing job={job} at={asked} near={minute.data} onShow={show} />
          )}
          <JobFacts job={job} />
        </div>
        <div className={styles.list}>
          <DurationChart runs={recent.data?.items ?? noRuns} />
          <DataList
            label={t('job.occurrences')}
            rows={listed}
            keyOf={keyOf}
            columns={occurrenceColumns({ runs, now, chosen: chosen && keyOf(chosen) })}
            renderCompact={(row) => <OccurrenceInTwoLines occurrence={row} runs={runs} now={now} />}
            onOpen={choose}
            isLoading={ledger.isLoading}
            empty={<EmptyState title={t('job.no-occurrences')} text={t('job.no-occurrences-text')} />}
          />
        </div>
      </div>
    </>
  );
}

const none: readonly Occurrence[] = [];
const noRuns: readonly Run[] = [];
const dayMs = 86_400_000;

function firstToList({ length }: readonly Occurrence[], firstPast: number): number {
  return (firstPast === -1 ? length : firstPast) - nearestShown;
}

/** What one most likely asks about: the last instant that is decided, else the next to come. */
function firstToAsk(occurrences: readonly Occurrence[]): Occurrence | undefined {
  return occurrences.find(({ outcome }) => outcome !== 'upcoming') ?? occurrences.at(-1);
}
