import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import type { RowAction, RowShortcut } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useAgentActions } from './agent-actions.ts';
import { agentColumns, CompactAgent } from './agent-columns.tsx';
import type { AgentFilters } from './agent-filters.ts';
import { agentsQuery, useScripts } from './agent-queries.ts';
import { DeleteAgentDialog } from './delete-agent-dialog.tsx';

/** Every agent one may see: what it runs, what it is doing, how it last went, what it may. */
export function AgentsList({ filters, onClear }: { filters: AgentFilters; onClear: () => void }) {
  const navigate = useNavigate();
  const { start, setActive } = useAgentActions();
  const mayRun = useMay('agents:run');
  const mayWrite = useMay('agents:write');
  const [deleted, setDeleted] = useState<Agent>();
  const agents = useInfiniteQuery(agentsQuery(filters));
  const rows = useMemo(() => agents.data?.pages.flatMap(({ items }) => items) ?? [], [agents.data]);
  const scripts = useScripts();
  const columns = useMemo(() => agentColumns(scripts), [scripts]);
  const open = ({ id }: Agent) => void navigate({ to: '/agents/$agentId', params: { agentId: id } });
  const shortcuts: RowShortcut<Agent>[] = [];
  if (mayRun) {
    shortcuts.push({ keys: 'r', label: t('agents.start'), run: (agent) => agent.isActive && void start(agent) });
  }
  const actionsOf = (agent: Agent): RowAction[] => {
    const { isActive } = agent;
    return [
      { label: t('list.open'), keys: 'Enter', run: () => open(agent) },
      ...(mayRun && isActive ? [{ label: t('agents.start'), keys: 'r', run: () => void start(agent) }] : []),
      ...(mayWrite
        ? [
            {
              label: t(isActive ? 'agents.disable' : 'agents.enable'),
              run: () => void setActive(agent, !isActive),
            },
            { label: t('agents.delete'), isDanger: true, run: () => setDeleted(agent) },
          ]
        : []),
    ];
  };
  return (
    <>
      <DataList
        label={t('nav.agents')}
        rows={rows}
        keyOf={(agent) => agent.id}
        columns={columns}
        renderCompact={(agent) => <CompactAgent agent={agent} />}
        onOpen={open}
        shortcuts={shortcuts}
        actions={actionsOf}
        isLoading={agents.isPending}
        failure={
          agents.isError && rows.length === 0
            ? { title: t('agents.list-unreadable'), error: agents.error, onRetry: () => void agents.refetch() }
            : undefined
        }
        empty={filters.q === undefined ? <NoAgents /> : <NothingFound onClear={onClear} />}
        onNearEnd={agents.hasNextPage && !agents.isFetchingNextPage ? () => void agents.fetchNextPage() : undefined}
      />
      {deleted !== undefined && <DeleteAgentDialog agent={deleted} onClose={() => setDeleted(undefined)} />}
    </>
  );
}

function NoAgents() {
  const mayWrite = useMay('agents:write');
  return (
    <EmptyState
      title={t('agents.empty.title')}
      text={t('agents.empty.text')}
      actions={
        mayWrite && (
          <>
            <Button component={Link} to="/scripts">
              {t('agents.empty.action')}
            </Button>
            <Button variant="filled" component={Link} to="/agents/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t('agents.new')}
            </Button>
          </>
        )
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
