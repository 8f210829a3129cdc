import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import type { RowShortcut } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { JobIcon, JobName, JobSchedule, NextFire } from './job-cells.tsx';
import { jobColumns } from './job-columns.tsx';
import { JobDialog } from './job-dialog.tsx';
import { isFiltered, type JobFilters } from './job-filters.ts';
import { jobsQuery, useAgents } from './job-queries.ts';
import styles from './jobs.module.css';
import { JobsToolbar } from './jobs-toolbar.tsx';
import { useJobMenu } from './use-job-menu.ts';

interface JobsListProps {
  filters: JobFilters;
  onFilter: (change: Partial<Record<keyof JobFilters, string | undefined>>) => void;
}

const noAgents: ReadonlyMap<string, Agent> = new Map();

/** All jobs one may see: when each fires next, how its last runs went, and what to do with many at once. */
export function JobsList({ filters, onFilter }: JobsListProps) {
  const navigate = useNavigate();
  const { data: agents = noAgents } = useAgents();
  const menu = useJobMenu();
  const mayWrite = useMay('jobs:write');
  const mayRun = useMay('jobs:run');
  const jobs = useInfiniteQuery(jobsQuery(filters));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set<string>());
  const columns = useMemo(() => jobColumns(agents), [agents]);
  const rows = useMemo(() => jobs.data?.pages.flatMap(({ items }) => items) ?? [], [jobs.data]);
  // Rows that a filter or a deletion took away are no longer acted on.
  const chosen = rows.filter(({ id }) => selected.has(id));

  const open = (job: Job) => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
  const shortcuts: RowShortcut<Job>[] = [];
  if (mayRun) shortcuts.push({ keys: 'r', label: t('jobs.run-now'), run: (job) => menu.act(job, 'run-now') });
  if (mayWrite) {
    shortcuts.push(
      {
        keys: 'p',
        label: t('jobs.pause-or-resume'),
        run: (job) => menu.act(job, job.state === 'paused' ? 'resume' : 'pause'),
      },
      { keys: 'z', label: t('jobs.snooze'), run: (job) => menu.act(job, 'snooze') },
      { keys: 's', label: t('jobs.skip-next'), run: (job) => menu.act(job, 'skip-next') },
    );
  }
  return (
    <>
      <JobsToolbar
        filters={filters}
        onFilter={onFilter}
        agents={agents}
        chosen={chosen}
        onAsk={menu.ask}
        onDone={() => setSelected(new Set<string>())}
      />
      <DataList
        label={t('nav.jobs')}
        rows={rows}
        keyOf={(job) => job.id}
        columns={columns}
        renderCompact={(job) => <CompactJob job={job} />}
        onOpen={open}
        {...(mayWrite || mayRun ? { selection: { keys: selected, onChange: setSelected } } : {})}
        shortcuts={shortcuts}
        actions={(job) => [{ label: t('list.open'), keys: 'Enter', run: () => open(job) }, ...menu.itemsOf(job)]}
        isLoading={jobs.isPending}
        failure={
          jobs.isError && rows.length === 0
            ? { title: t('jobs.unreadable'), error: jobs.error, onRetry: () => void jobs.refetch() }
            : undefined
        }
        empty={isFiltered(filters) ? <NothingFound onFilter={onFilter} /> : <NoJobs mayWrite={mayWrite} />}
        onNearEnd={jobs.hasNextPage && !jobs.isFetchingNextPage ? () => void jobs.fetchNextPage() : undefined}
      />
      <JobDialog asked={menu.asked} onClose={() => menu.ask(undefined)} />
    </>
  );
}

function CompactJob({ job }: { job: Job }) {
  return (
    <div className={styles.compact}>
      <JobIcon job={job} />
      <span className="ellipsis">
        <JobName job={job} />
      </span>
      <span className={styles.compactNext}>
        <NextFire job={job} />
      </span>
      <span className={styles.compactWhen}>
        <JobSchedule job={job} />
      </span>
    </div>
  );
}

function NoJobs({ mayWrite }: { mayWrite: boolean }) {
  return (
    <EmptyState
      title={t('jobs.empty.title')}
      text={t('jobs.empty.text')}
      actions={
        mayWrite && (
          <Button variant="filled" component={Link} to="/jobs/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('jobs.new')}
          </Button>
        )
      }
    />
  );
}

function NothingFound({ onFilter }: Pick<JobsListProps, 'onFilter'>) {
  const clear = () => onFilter({ state: undefined, kind: undefined, agent: undefined, q: undefined });
  return (
    <EmptyState
      title={t('jobs.none-found.title')}
      text={t('jobs.none-found.text')}
      actions={<Button onClick={clear}>{t('filter.clear')}</Button>}
    />
  );
}
