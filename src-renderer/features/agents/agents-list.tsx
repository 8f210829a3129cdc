import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useAgentActions } from './agent-actions.ts';
import type { AgentFilters } from './agent-filters.ts';
import { agentsQuery, scriptNamesQuery } from './agent-queries.ts';
import styles from './agents.module.css';
import { LastExit } from './last-exit.tsx';
import { coreWords, memoryWords, spanWords } from './permission-words.ts';

type Scripts = ReadonlyMap<string, Script>;
const noScripts: Scripts = new Map();

/** Every agent one may see: what it runs, what it is doing, how it last went, what it may. */
export function AgentsList({ filters, onClear }: { filters: AgentFilters; onClear: () => void }) {
  const navigate = useNavigate();
  const { start } = useAgentActions();
  const mayRun = useMay('agents:run');
  const { data: scripts = noScripts } = useQuery(scriptNamesQuery());
  const agents = useInfiniteQuery(agentsQuery(filters));
  const rows = useMemo(() => agents.data?.pages.flatMap(({ items }) => items) ?? [], [agents.data]);
  const columns = useMemo(() => agentColumns(scripts), [scripts]);
  return (
    <DataList
      label={t('nav.agents')}
      rows={rows}
      keyOf={(agent) => agent.id}
      columns={columns}
      renderCompact={(agent) => <CompactAgent agent={agent} />}
      onOpen={(agent) => void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } })}
      shortcuts={mayRun ? [{ keys: 'r', label: t('agents.start'), run: (agent) => void start(agent) }] : []}
      isLoading={agents.isPending}
      failure={
        agents.isError && rows.length === 0
          ? { title: t('agents.list-unreadable'), error: agents.error, onRetry: () => void agents.refetch() }
          : undefined
      }
      empty={filters.q === undefined ? <NoAgents /> : <NothingFound onClear={onClear} />}
      onNearEnd={agents.hasNextPage && !agents.isFetchingNextPage ? () => void agents.fetchNextPage() : undefined}
    />
  );
}

function agentColumns(scripts: Scripts): readonly Column<Agent>[] {
  return [
    { key: 'name', head: t('agents.column.name'), cell: (agent) => <AgentName agent={agent} /> },
    {
      key: 'state',
      head: t('agents.column.state'),
      width: 108,
      cell: (agent) => <StatusBadge status={agent.status.state} />,
    },
    {
      key: 'script',
      head: t('agents.column.script'),
      isQuiet: true,
      minListWidth: 700,
      cell: (agent) => <ScriptName agent={agent} scripts={scripts} />,
    },
    {
      key: 'last',
      head: t('agents.column.last'),
      width: 160,
      isQuiet: true,
      cell: (agent) => <LastExit lastExit={agent.status.lastExit} />,
    },
    {
      key: 'limits',
      head: t('agents.column.limits'),
      width: 236,
      isQuiet: true,
      minListWidth: 900,
      cell: ({ profile }) =>
        t('agents.limits-short', {
          memory: memoryWords(profile.memoryMb),
          cpus: coreWords(profile.cpus),
          time: spanWords(profile.timeoutSeconds),
        }),
    },
    {
      key: 'network',
      head: t('agents.profile.network'),
      width: 150,
      isQuiet: true,
      minListWidth: 1040,
      cell: ({ profile }) => t(`agents.network.${profile.network}`),
    },
    {
      key: 'changed',
      head: t('agents.column.changed'),
      width: 76,
      align: 'right',
      isQuiet: true,
      minListWidth: 820,
      cell: (agent) => <RelativeTime at={agent.updatedAt} />,
    },
  ];
}

function AgentName({ agent }: { agent: Agent }) {
  return (
    <Link to="/agents/$agentId" params={{ agentId: agent.id }} tabIndex={-1}>
      <b>{agent.name}</b>
    </Link>
  );
}

function ScriptName({ agent, scripts }: { agent: Agent; scripts: Scripts }) {
  const script = scripts.get(agent.scriptId);
  if (script === undefined) return null;
  return `${script.name} ${t('agents.version', { n: agent.version ?? script.activeVersion ?? 0 })}`;
}

function CompactAgent({ agent }: { agent: Agent }) {
  return (
    <div className={styles.compact}>
      <span className="ellipsis">
        <AgentName agent={agent} />
      </span>
      <StatusBadge status={agent.status.state} />
      <span className="t2 xs ellipsis">
        <LastExit lastExit={agent.status.lastExit} />
      </span>
    </div>
  );
}

function NoAgents() {
  return (
    <EmptyState
      title={t('agents.empty.title')}
      text={t('agents.empty.text')}
      actions={
        <Button variant="filled" component={Link} to="/scripts">
          {t('agents.empty.action')}
        </Button>
      }
    />
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title={t('agents.none-found.title')}
      text={t('agents.none-found.text')}
      actions={<Button onClick={onClear}>{t('filter.clear')}</Button>}
    />
  );
}
