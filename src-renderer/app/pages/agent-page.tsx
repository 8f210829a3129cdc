import { getRouteApi } from '@tanstack/react-router';
import { AgentDetail } from '../../features/agents/agent-detail.tsx';
import { BriefLog } from '../../features/runs/log-viewer/brief-log.tsx';

const route = getRouteApi('/agents/$agentId');

/** `#/agents/ID`: one agent, with what it prints. */
export default function AgentPage() {
  const { agentId } = route.useParams();
  return <AgentDetail key={agentId} agentId={agentId} renderLog={(run) => <BriefLog key={run.id} run={run} />} />;
}
