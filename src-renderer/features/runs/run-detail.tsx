import { Button } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Run } from '#contract/runs.ts';
import { formatExact, formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Crumb, Page, WithRail } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { CompareView } from './compare/compare-view.tsx';
import { LogViewer } from './log-viewer/log-viewer.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFacts } from './run-facts.tsx';
import type { RunPlace } from './run-place.ts';
import { lastGoodQuery, runQuery, usualQuery } from './run-queries.ts';
import { RunRail } from './run-rail.tsx';
import { momentOf } from './run-times.ts';
import { RunTimeline } from './timeline/run-timeline.tsx';

interface RunDetailProps {
  runId: string;
  place: RunPlace;
  onPlace: (place: RunPlace) => void;
}

/** One run: how it goes or went, when each attempt was, what it printed, what it left. */
export function RunDetail({ runId, place, onPlace }: RunDetailProps) {
  const { data: run, error, refetch } = useQuery(runQuery(runId));
  const { data: usual } = useQuery(usualQuery(run));
  const { data: good } = useQuery(lastGoodQuery(run));
  const toRuns = (
    <Crumb>
      <Link to="/runs">{t('nav.runs')}</Link>
    </Crumb>
  );
  if (run === undefined) {
    return (
      <Page crumbs={toRuns} title={error === null ? ' ' : t('run.title')}>
        {error === null ? <ListSkeleton /> : <ErrorState title={t('run.unreadable')} error={error} onRetry={refetch} />}
      </Page>
    );
  }
  const moment = momentOf(run);
  return (
    <Page
      crumbs={
        <>
          {toRuns}
          <Crumb>
            <Subject run={run} />
          </Crumb>
        </>
      }
      title={<span title={formatExact(moment)}>{formatMoment(moment, Date.now())}</span>}
      facts={
        <>
          <StatusBadge status={run.status} isFilled />
          <span className="xs">
            {t('run.short')} <span className="mono">{shortId(run.id)}</span>
          </span>
        </>
      }
      actions={
        <>
          {good !== undefined && (
            <Button
              variant="subtle"
              leftSection={<IconGitCompare size={16} aria-hidden />}
              aria-pressed={place.compare !== undefined}
              onClick={() => onPlace({ ...place, compare: place.compare === undefined ? 'facts' : undefined })}
            >
              {t('run.compare')}
            </Button>
          )}
          <RunActions run={run} />
        </>
      }
    >
      <RunFacts run={run} usual={usual} />
      <RunTimeline run={run} usual={usual} />
      <WithRail label={t('run.rail')} rail={<RunRail run={run} />}>
        {place.compare !== undefined && good !== undefined ? (
          <CompareView
            run={run}
            good={good}
            shown={place.compare}
            onShow={(compare) => onPlace({ ...place, compare })}
            onClose={() => onPlace({ ...place, compare: undefined })}
          />
        ) : (
          <LogViewer
            key={run.id}
            runId={run.id}
            place={place}
            onPlace={onPlace}
            failedAttempts={failedAttempts(run)}
            fileName={`${run.title}-${shortId(run.id)}`.replaceAll(/[^\w.-]+/g, '-')}
          />
        )}
      </WithRail>
    </Page>
  );
}

function Subject({ run }: { run: Run }) {
  if (run.jobId === null) return run.title;
  return (
    <Link to="/jobs/$jobId" params={{ jobId: run.jobId }}>
      {run.title}
    </Link>
  );
}

function failedAttempts({ attempts }: Run): ReadonlySet<number> {
  const failed = attempts.filter(
    ({ outcome }) => outcome === 'failed' || outcome === 'timed-out' || outcome === 'lost',
  );
  return new Set(failed.map(({ number }) => number));
}

/** The last part of a UUIDv7 is what tells two of the same moment apart. */
function shortId(id: string): string {
  return `${id.slice(0, 8)}·${id.slice(-6)}`;
}
