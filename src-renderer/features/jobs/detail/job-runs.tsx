import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../lib/client/api.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { sayReason } from '../../../lib/say-reason.ts';
import type { Column } from '../../../ui/data-list/column.ts';
import { DataList } from '../../../ui/data-list/data-list.tsx';
import { Duration } from '../../../ui/duration.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import styles from './job-detail.module.css';

/** All runs of the job, newest first: scheduled ones and those started by hand. */
export function JobRuns({ jobId }: { jobId: string }) {
  const navigate = useNavigate();
  const runs = useInfiniteQuery(
    api.jobs.executions.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: jobId, limit: 100, ...(cursor !== undefined && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  );
  return (
    <DataList
      label={t('nav.runs')}
      rows={runs.data?.pages.flatMap(({ items }) => items) ?? []}
      keyOf={(run) => run.id}
      columns={columns()}
      renderCompact={(run) => (
        <div className={styles.compact}>
          <StatusBadge status={run.status} isQuiet />
          <span className="t2 xs">{formatMoment(momentOf(run), Date.now())}</span>
          <span className="t3 xs ellipsis">{whyOf(run) ?? t(`origin.${run.origin.reason}`)}</span>
        </div>
      )}
      onOpen={(run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } })}
      isLoading={runs.isPending}
      failure={
        runs.isError
          ? { title: t('job.runs-unreadable'), error: runs.error, onRetry: () => void runs.refetch() }
          : undefined
      }
      empty={<EmptyState title={t('job.no-runs')} text={t('job.no-runs-text')} />}
      onNearEnd={runs.hasNextPage && !runs.isFetchingNextPage ? () => void runs.fetchNextPage() : undefined}
    />
  );
}

function columns(): readonly Column<Run>[] {
  return [
    {
      key: 'status',
      head: t('jobs.column.state'),
      width: 130,
      cell: (run) => <StatusBadge status={run.status} isQuiet />,
    },
    {
      key: 'due',
      head: t('job.column.due'),
      width: 150,
      cell: (run) => (
        <Link to="/runs/$runId" params={{ runId: run.id }} tabIndex={-1} title={formatExact(momentOf(run))}>
          {formatMoment(momentOf(run), Date.now())}
        </Link>
      ),
    },
    {
      key: 'took',
      head: t('job.column.took'),
      width: 76,
      align: 'right',
      cell: (run) => (run.durationMs === null ? null : <Duration ms={run.durationMs} />),
    },
    { key: 'attempts', head: t('job.column.attempts'), width: 76, align: 'right', cell: (run) => run.attempt },
    {
      key: 'origin',
      head: t('job.column.origin'),
      width: 160,
      isQuiet: true,
      cell: (run) => t(`origin.${run.origin.reason}`),
    },
    {
      key: 'why',
      head: t('job.column.why'),
      isQuiet: true,
      cell: whyOf,
    },
    {
      key: 'version',
      head: t('job.column.version'),
      width: 60,
      isQuiet: true,
      minListWidth: 760,
      cell: (run) => run.scriptVersion !== null && `v${run.scriptVersion}`,
    },
  ];
}

/** Why it ended as it did; what went well needs no reason. */
function whyOf({ status, reason }: Run): string | null {
  if (status === 'succeeded' || reason === null) return null;
  return sayReason(reason, (at) => formatMoment(at, Date.now()));
}

function momentOf(run: Run): number {
  return Date.parse(run.origin.scheduledFor ?? run.queuedAt);
}
