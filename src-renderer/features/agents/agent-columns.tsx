import { Link } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './agents.module.css';
import { LastExit } from './last-exit.tsx';
import { coreWords, memoryWords, spanWords } from './permission-words.ts';
import { ScriptOfAgent } from './script-of-agent.tsx';

/** The columns of the list of agents; the narrower the list, the fewer of them. */
export function agentColumns(scripts: ReadonlyMap<string, Script> | undefined): readonly Column<Agent>[] {
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
      cell: (agent) => <ScriptOfAgent agent={agent} names={scripts} />,
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

/** An agent in two lines. */
export function CompactAgent({ agent }: { agent: Agent }) {
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

function AgentName({ agent }: { agent: Agent }) {
  return (
    <Link to="/agents/$agentId" params={{ agentId: agent.id }} tabIndex={-1}>
      <b>{agent.name}</b>
      {agent.description !== '' && <span className="t3"> {agent.description}</span>}
    </Link>
  );
}
