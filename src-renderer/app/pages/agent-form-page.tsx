import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Agent } from '#contract/agents.ts';
import { readNewAgentPlace } from '../../features/agents/agent-place.ts';
import { agentQuery, scriptQuery } from '../../features/agents/agent-queries.ts';
import { newAgentDraft, toAgentDraft } from '../../features/agents/form/agent-draft.ts';
import { AgentForm } from '../../features/agents/form/agent-form.tsx';
import { useMachine } from '../../features/agents/form/use-machine.ts';
import { firstProfile } from '../../features/agents/form/where-it-runs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { Crumb, Page } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';

/** `#/agents/new?script=ID&back=jobs`, and `#/agents/ID/edit`: an agent as a form. */
export default function AgentFormPage() {
  const { agentId } = useParams({ strict: false });
  return agentId === undefined ? <NewAgent /> : <EditedAgent agentId={agentId} />;
}

/** Begins with the script of the address, and with limits that can be held here. */
function NewAgent() {
  const { script: scriptId, back } = readNewAgentPlace(useSearch({ strict: false }));
  const script = useQuery({ ...scriptQuery(scriptId ?? ''), enabled: scriptId !== undefined });
  const { machine, isLoading } = useMachine();
  const mayWaiveLimits = useMay('agents:grant');
  const crumbs = back === 'jobs' ? <JobsCrumbs /> : <AgentsCrumb />;
  if (isLoading || script.isLoading) return <Waiting crumbs={crumbs} title={t('agents.new')} />;
  // A script that is gone, or that one may not see, is as good as none: there are others to choose from.
  const initial = newAgentDraft({ profile: firstProfile(machine, { mayWaiveLimits }), script: script.data });
  return <AgentForm key={scriptId ?? ''} crumbs={crumbs} initial={initial} isForJob={back === 'jobs'} />;
}

function EditedAgent({ agentId }: { agentId: string }) {
  const { data: agent, error, refetch } = useQuery(agentQuery(agentId));
  if (agent !== undefined) {
    return (
      <AgentForm key={agentId} agent={agent} initial={toAgentDraft(agent)} crumbs={<AgentsCrumb agent={agent} />} />
    );
  }
  return <Waiting crumbs={<AgentsCrumb />} title={t('agent-form.edit')} error={error} onRetry={() => void refetch()} />;
}

interface WaitingProps {
  crumbs: ReactNode;
  title: string;
  error?: Error | null;
  onRetry?: () => void;
}

function Waiting({ crumbs, title, error = null, onRetry }: WaitingProps) {
  return (
    <Page crumbs={crumbs} title={title}>
      {error === null ? (
        <ListSkeleton />
      ) : (
        <ErrorState title={t('agents.unreadable')} error={error} {...(onRetry && { onRetry })} />
      )}
    </Page>
  );
}

function AgentsCrumb({ agent }: { agent?: Agent }) {
  return (
    <>
      <Crumb>
        <Link to="/agents">{t('nav.agents')}</Link>
      </Crumb>
      {agent !== undefined && (
        <Crumb>
          <Link to="/agents/$agentId" params={{ agentId: agent.id }}>
            {agent.name}
          </Link>
        </Crumb>
      )}
    </>
  );
}

/** The way back for who came to make a job. */
function JobsCrumbs() {
  return (
    <>
      <Crumb>
        <Link to="/jobs">{t('nav.jobs')}</Link>
      </Crumb>
      <Crumb>
        <Link to="/jobs/new">{t('jobs.new')}</Link>
      </Crumb>
    </>
  );
}
