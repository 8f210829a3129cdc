import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import type { RowAction, RowShortcut } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { StopRunDialog } from '../../ui/stop-run-dialog.tsx';
import { RunTitle, RunTook, runColumns } from './run-columns.tsx';
import { isFiltered, type RunFilters } from './run-filters.ts';
import { agentNamesQuery, runsQuery } from './run-queries.ts';
import { isLive } from './run-times.ts';
import styles from './runs-list.module.css';
import { RunsToolbar } from './runs-toolbar.tsx';

export type FilterRuns = (change: Partial<Record<keyof RunFilters, string | undefined>>) => void;

const noNames: ReadonlyMap<string, string> = new Map();

/** All runs one may see, newest first, as they come and go. */
export function RunsList({ filters, onFilter }: { filters: RunFilters; onFilter: FilterRuns }) {
  const navigate = useNavigate();
  const mayWrite = useMay('runs:write');
  const { data: agents = noNames } = useQuery(agentNamesQuery());
  const runs = useInfiniteQuery(runsQuery(filters));
  const columns = useMemo(() => runColumns(agents), [agents]);
  const rows = useMemo(() => runs.data?.pages.flatMap(({ items }) => items) ?? [], [runs.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  const goOn = hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined;
  // A page of a search among very many may hold none, and go on
  const isSearching = rows.length === 0 && hasNextPage;
  useEffect(() => {
    if (isSearching) goOn?.();
  });
  const [stopped, setStopped] = useState<Run>();
  const open = ({ id }: Run) => void navigate({ to: '/runs/$runId', params: { runId: id } });
  const shortcuts: RowShortcut<Run>[] = mayWrite
    ? [{ keys: 'r', label: t('run.rerun-exact'), run: (run) => void rerun(run, true) }]
    : [];
  const actionsOf = (run: Run): RowAction[] => [
    { label: t('list.open'), keys: 'Enter', run: () => open(run) },
    ...(mayWrite
      ? [
          { label: t('runs.rerun-exact'), keys: 'r', run: () => void rerun(run, true) },
          { label: t('runs.rerun-current'), run: () => void rerun(run, false) },
        ]
      : []),
    ...(mayWrite && isLive(run) ? [{ label: t('runs.stop'), isDanger: true, run: () => setStopped(run) }] : []),
  ];
  return (
    <>
      <RunsToolbar filters={filters} onFilter={onFilter} agents={agents} />
      <DataList
        label={t('nav.runs')}
        rows={rows}
        keyOf={(run) => run.id}
        columns={columns}
        renderCompact={(run) => <CompactRun run={run} />}
        onOpen={open}
        shortcuts={shortcuts}
        actions={actionsOf}
        isLoading={runs.isPending || isSearching}
        failure={
          runs.isError && rows.length === 0
            ? { title: t('runs.unreadable'), error: runs.error, onRetry: () => void runs.refetch() }
            : undefined
        }
        empty={isFiltered(filters) ? <NothingFound onFilter={onFilter} /> : <NoRuns />}
        onNearEnd={goOn}
      />
      {stopped !== undefined && (
        <StopRunDialog
          name={stopped.title}
          stop={() => client.runs.cancel({ id: stopped.id })}
          onClose={() => setStopped(undefined)}
        />
      )}
    </>
  );
}

function CompactRun({ run }: { run: Run }) {
  return (
    <div className={styles.compact}>
      <span className="ellipsis">
        <RunTitle run={run} />
      </span>
      <span className="t2 xs figures">
        <RelativeTime at={run.queuedAt} />
      </span>
      <span className="ellipsis">
        <StatusBadge status={run.status} isQuiet>
          {run.status === 'succeeded' ? '' : run.reason}
        </StatusBadge>
      </span>
      <span className="t2 xs figures">
        <RunTook run={run} />
      </span>
    </div>
  );
}

function NoRuns() {
  return <EmptyState title={t('runs.empty.title')} text={t('runs.empty.text')} />;
}

function NothingFound({ onFilter }: { onFilter: FilterRuns }) {
  const clear = () =>
    onFilter({ status: undefined, trigger: undefined, job: undefined, agent: undefined, q: undefined });
  return (
    <EmptyState
      title={t('runs.none-found.title')}
      text={t('runs.none-found.text')}
      actions={<Button onClick={clear}>{t('filter.clear')}</Button>}
    />
  );
}

async function rerun(run: Run, exact: boolean): Promise<void> {
  try {
    await client.runs.rerun({ id: run.id, exact });
    notifyDone(t('runs.rerun-started', { name: run.title }));
  } catch (error) {
    notifyFailed(t('run.rerun-failed'), error);
  }
}
