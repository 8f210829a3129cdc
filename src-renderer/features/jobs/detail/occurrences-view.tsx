import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Trigger } from '#contract/triggers.ts';
import { formatMoment, viewerZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DataList } from '../../../ui/data-list/data-list.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { firstToAsk, fromNearest } from './around-now.ts';
import { DurationChart } from './duration-chart.tsx';
import styles from './job-detail.module.css';
import { JobFacts } from './job-facts.tsx';
import { type JobPlace, readMinute } from './job-place.ts';
import { OccurrenceInTwoLines, occurrenceColumns } from './occurrence-columns.tsx';
import { keyOf } from './occurrence-marks.ts';
import { OccurrenceTimeline } from './occurrence-timeline.tsx';
import { chooseStep, rangeOf, stepsBack } from './strip-span.ts';
import { TimelineHead } from './timeline-head.tsx';
import { useOccurrences } from './use-occurrences.ts';
import { AskMinute } from './why/ask-minute.tsx';
import { minuteMs } from './why/find-minute.ts';
import { minuteQuery } from './why/minute-query.ts';
import { WhyInstant, WhyNothing } from './why/why-panel.tsx';

interface OccurrencesViewProps {
  job: Job;
  place: JobPlace;
  onPlace: (change: Partial<JobPlace>) => void;
}

/** Occurrences of a job on the axis of time and in a list, and of the chosen one why it did (not) run. */
export function OccurrencesView({ job, place, onPlace }: OccurrencesViewProps) {
  const now = useNow();
  const back = place.back ?? 0;
  const step = chooseStep(job.triggers);
  const { from, to } = rangeOf(step, { back, now });
  const range = useMemo(() => ({ from, to }), [from, to]);
  const { occurrences, runs, ...read } = useOccurrences(job.id, { range, now });
  const asked = readMinute(place.at);
  const minute = useQuery(minuteQuery(job.id, asked));
  const chosen =
    asked === undefined
      ? (occurrences.find((each) => keyOf(each) === place.at) ?? firstToAsk(occurrences, now))
      : firstToAsk(minute.data?.found ?? none, now);
  const index = chosen === undefined ? -1 : occurrences.findIndex((each) => keyOf(each) === keyOf(chosen));
  const ask = (at: number) => {
    const start = Math.floor(at / minuteMs) * minuteMs;
    onPlace({ at: new Date(start).toISOString(), back: stepsBack(step, { at: start, now }) });
  };
  const show = (at: string) => ask(Date.parse(at));
  const listed = range.from > now ? occurrences : fromNearest(occurrences, now);
  const choose = (occurrence: Occurrence | undefined) => {
    if (occurrence !== undefined) onPlace({ at: keyOf(occurrence) });
  };
  if (read.failure !== undefined) return <ErrorState title={t('job.occurrences-unreadable')} {...read.failure} />;
  return (
    <>
      <section className={styles.timelineBox} aria-label={t('job.occurrences')}>
        <TimelineHead
          step={step}
          range={range}
          now={now}
          count={occurrences.length}
          zone={job.triggers.some(isElsewhere) ? viewerZone() : undefined}
          isCut={read.isCut}
          onMove={(steps) => onPlace({ back: back + steps, at: undefined })}
        />
        <OccurrenceTimeline
          occurrences={occurrences}
          runs={runs}
          step={step}
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
              onStep={index < 0 ? undefined : (by) => choose(occurrences[index - by])}
              onShow={show}
            />
          )}
          {asked !== undefined && minute.data !== undefined && chosen === undefined && (
            <WhyNothing job={job} at={asked} near={minute.data} onShow={show} />
          )}
          {/* Not before what stands above it: nothing moves when that arrives. */}
          {!read.isLoading && <JobFacts job={job} />}
        </div>
        <div className={styles.list}>
          {read.isRecentKnown ? (
            <>
              <DurationChart runs={read.recent} />
              <DataList
                label={t('job.occurrences')}
                rows={listed}
                keyOf={keyOf}
                columns={occurrenceColumns({ runs, now, chosen: chosen && keyOf(chosen), job })}
                renderCompact={(row) => <OccurrenceInTwoLines occurrence={row} runs={runs} now={now} jobId={job.id} />}
                onOpen={choose}
                isLoading={read.isLoading}
                empty={<NoOccurrences job={job} now={now} onShow={show} />}
              />
            </>
          ) : (
            // What the list stands under is known with its runs: nothing moves when they arrive.
            <ListSkeleton />
          )}
        </div>
      </div>
    </>
  );
}

/** Events come when they come, whatever zone their trigger is in. */
function isElsewhere({ kind, timezone }: Trigger): boolean {
  return kind !== 'event' && kind !== 'condition' && timezone !== viewerZone();
}

/** Nothing in view; where something is to come, when that is. */
function NoOccurrences({ job, now, onShow }: { job: Job; now: number; onShow: (at: string) => void }) {
  const next = job.state === 'active' ? job.nextAt : null;
  return (
    <EmptyState
      title={t('job.no-occurrences')}
      text={
        next === null
          ? t('job.no-occurrences-text')
          : t('job.no-occurrences-next', { time: formatMoment(Date.parse(next), now) })
      }
      actions={
        next !== null && (
          <Button onClick={() => onShow(next)}>{t('why.show', { time: formatMoment(Date.parse(next), now) })}</Button>
        )
      }
    />
  );
}

const none: readonly Occurrence[] = [];
