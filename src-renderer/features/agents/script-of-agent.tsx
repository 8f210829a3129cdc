import { useQuery } from '@tanstack/react-query';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import { scriptQuery } from './agent-queries.ts';

interface ScriptOfAgentProps {
  agent: Agent;
  /** The first scripts; undefined until they are here. */
  names: ReadonlyMap<string, Script> | undefined;
}

/** The script an agent runs and which version of it. One that is not among the first is asked for by itself. */
export function ScriptOfAgent({ agent, names }: ScriptOfAgentProps) {
  const known = names?.get(agent.scriptId);
  const { data: asked } = useQuery({
    ...scriptQuery(agent.scriptId),
    enabled: names !== undefined && known === undefined,
  });
  const script = known ?? asked;
  if (script === undefined) return null;
  return `${script.name} ${t('agents.version', { n: agent.version ?? script.activeVersion ?? 0 })}`;
}
