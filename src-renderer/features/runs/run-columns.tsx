import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { Duration } from '../../ui/duration.tsx';
import { Elapsed, RelativeTime } from '../../ui/relative-time.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { UntilStart } from '../../ui/until-start.tsx';
import { RunOrigin } from './run-origin.tsx';
import { momentOf } from './run-times.ts';

/** The columns of the list of runs; the narrower the list, the fewer of them. */
export function runColumns(agents: ReadonlyMap<string, string>): readonly Column<Run>[] {
  return [
    {
      key: 'status',
      head: t('runs.column.status'),
      width: 124,
      cell: (run) => <StatusBadge status={run.status} isQuiet />,
    },
    { key: 'title', head: t('runs.column.title'), cell: (run) => <RunTitle run={run} /> },
    {
      key: 'reason',
      head: t('runs.column.reason'),
      isQuiet: true,
      minListWidth: 840,
      cell: (run) => <span title={run.reason ?? undefined}>{run.status === 'succeeded' ? '' : run.reason}</span>,
    },
    {
      key: 'trigger',
      head: t('run.trigger'),
      width: 156,
      isQuiet: true,
      cell: (run) => <RunOrigin run={run} />,
    },
    {
      key: 'agent',
      head: t('runs.column.agent'),
      width: 130,
      isQuiet: true,
      minListWidth: 1200,
      cell: (run) => <AgentName agentId={run.agentId} names={agents} />,
    },
    {
      key: 'executor',
      head: t('runs.column.executor'),
      width: 128,
      isQuiet: true,
      minListWidth: 1100,
      cell: (run) => run.executor !== null && t(`engine.${run.executor}`),
    },
    {
      key: 'at',
      head: t('runs.column.at'),
      width: 148,
      isQuiet: true,
      minListWidth: 880,
      cell: (run) => <span className="figures">{formatMoment(momentOf(run), Date.now())}</span>,
    },
    {
      key: 'ago',
      head: t('runs.column.ago'),
      width: 72,
      align: 'right',
      isQuiet: true,
      cell: (run) => <RelativeTime at={run.queuedAt} />,
    },
    { key: 'took', head: t('run.took'), width: 76, align: 'right', cell: (run) => <RunTook run={run} /> },
    {
      key: 'attempt',
      head: t('runs.column.attempt'),
      width: 66,
      align: 'right',
      isQuiet: true,
      minListWidth: 1320,
      cell: (run) => run.attempt > 1 && run.attempt,
    },
    {
      key: 'exit',
      head: t('runs.column.exit'),
      width: 56,
      align: 'right',
      isQuiet: true,
      minListWidth: 760,
      cell: (run) => run.exitCode,
    },
  ];
}

/** An agent beyond the first page of names is asked for by itself; a deleted one has no name. */
function AgentName({ agentId, names }: { agentId: string | null; names: ReadonlyMap<string, string> }) {
  const known = names.get(agentId ?? '');
  const { data } = useQuery({
    ...api.agents.get.queryOptions({ input: { id: agentId ?? '' } }),
    enabled: agentId !== null && known === undefined && names.size > 0,
    retry: false,
  });
  return known ?? data?.name;
}

/** What ran, a link to all about it. */
export function RunTitle({ run }: { run: Run }) {
  return (
    <Link to="/runs/$runId" params={{ runId: run.id }} tabIndex={-1}>
      <b>{run.title}</b>
    </Link>
  );
}

/** How long it took; of one that goes on a figure that ticks, of one that waits the time until its next attempt. */
export function RunTook({ run }: { run: Run }) {
  if (run.durationMs !== null) return <Duration ms={run.durationMs} />;
  if (run.finishedAt !== null) return null;
  if (run.status === 'retry-wait' && run.nextAttemptAt !== null) {
    return <UntilStart at={run.nextAttemptAt} isPhrase />;
  }
  return <Elapsed since={run.startedAt ?? run.queuedAt} />;
}
