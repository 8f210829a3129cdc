import { getRouteApi } from '@tanstack/react-router';
import { AgentDetail } from '../../features/agents/agent-detail.tsx';

const route = getRouteApi('/agents/$agentId');

/** `#/agents/ID`: one agent. */
export default function AgentPage() {
  const { agentId } = route.useParams();
  return <AgentDetail key={agentId} agentId={agentId} />;
}
