import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Run } from '#contract/runs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { Crumb, Page, Region, WithRail } from '../../ui/page.tsx';
import { Elapsed } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { AgentConfig } from './agent-config.tsx';
import { AgentJobs } from './agent-jobs.tsx';
import { AgentLog } from './agent-log.tsx';
import { AgentMenu } from './agent-menu.tsx';
import { agentQuery, useScripts } from './agent-queries.ts';
import { AgentRuns } from './agent-runs.tsx';
import { AgentUsage } from './agent-usage.tsx';
import styles from './agents.module.css';
import { PermissionCard } from './permission-card.tsx';
import { ProfileForm } from './profile-form.tsx';

interface AgentDetailProps {
  agentId: string;
  /** Draws the log of a run; the page knows how. */
  renderLog: (run: Run) => ReactNode;
}

/** One agent: what it does now, how it went lately, what it is told and what it may. */
export function AgentDetail({ agentId, renderLog }: AgentDetailProps) {
  const { data: agent, error, refetch } = useQuery(agentQuery(agentId));
  const crumbs = (
    <Crumb>
      <Link to="/agents">{t('nav.agents')}</Link>
    </Crumb>
  );
  if (agent === undefined) {
    return (
      <Page crumbs={crumbs} title={error === null ? ' ' : t('agents.title')}>
        {error === null ? (
          <ListSkeleton />
        ) : (
          <ErrorState title={t('agents.unreadable')} error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page
      crumbs={crumbs}
      title={agent.name}
      facts={
        <>
          <StatusBadge status={agent.status.state} isFilled>
            {agent.status.since !== null && agent.status.state === 'running' && <Elapsed since={agent.status.since} />}
          </StatusBadge>
          <ScriptFact agent={agent} />
          <span>· {agent.environment}</span>
        </>
      }
      actions={<AgentMenu agent={agent} />}
    >
      <WithRail isFitted label={t('agents.rail')} rail={<AgentRail agent={agent} />}>
        <div className={styles.scroller}>
          {agent.description !== '' && <p className={styles.description}>{agent.description}</p>}
          <AgentRuns agent={agent} />
          <AgentConfig key={agent.id} agent={agent} />
          <AgentJobs agent={agent} />
        </div>
        <AgentLog agentId={agent.id} renderLog={renderLog} />
      </WithRail>
    </Page>
  );
}

function ScriptFact({ agent }: { agent: Agent }) {
  const scripts = useScripts();
  const script = scripts?.get(agent.scriptId);
  if (script === undefined) return null;
  return (
    <span>
      <Link to="/scripts/$scriptId" params={{ scriptId: script.id }}>
        {script.name}
      </Link>{' '}
      {agent.version === null
        ? t('agents.active-version', { n: script.activeVersion ?? 0 })
        : t('agents.version', { n: agent.version })}
    </span>
  );
}

function AgentRail({ agent }: { agent: Agent }) {
  const mayWrite = useMay('agents:write');
  const [isEditing, setEditing] = useState(false);
  if (isEditing) {
    return (
      <Region title={t('agents.limits-edit')} note={t('agents.limits-from-next')}>
        <ProfileForm agent={agent} onDone={() => setEditing(false)} />
      </Region>
    );
  }
  return (
    <>
      <div className={styles.railCard}>
        <PermissionCard
          agent={agent}
          actions={
            mayWrite && (
              <Button size="xs" variant="subtle" onClick={() => setEditing(true)}>
                {t('agents.limits-change')}
              </Button>
            )
          }
        />
      </div>
      <AgentUsage agent={agent} />
    </>
  );
}
