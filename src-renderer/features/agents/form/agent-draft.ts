import type { Agent } from '#contract/agents.ts';
import type { Profile } from '#contract/profile.ts';
import { readJsonObject } from '../read-json-object.ts';

/** An agent as it stands in the form. */
export interface AgentDraft {
  name: string;
  description: string;
  scriptId: string | null;
  /** Null follows the active version. */
  version: number | null;
  profile: Profile;
  /** JSON as typed; empty for nothing. */
  configText: string;
}

/** A new agent: follows the active version of its script, and is called like it. */
export function newAgentDraft(options: {
  profile: Profile;
  script?: { id: string; name: string } | undefined;
}): AgentDraft {
  const { profile, script } = options;
  return {
    name: script?.name ?? '',
    description: '',
    scriptId: script?.id ?? null,
    version: null,
    profile,
    configText: '',
  };
}

/** The form of an agent that is there. */
export function toAgentDraft(agent: Agent): AgentDraft {
  const { name, description, scriptId, version, profile, config } = agent;
  const configText = Object.keys(config).length === 0 ? '' : JSON.stringify(config, null, 2);
  return { name, description, scriptId, version, profile, configText };
}

/** Another script: a version of the one before means nothing any more, and a name nobody typed follows. */
export function chooseScript(
  draft: AgentDraft,
  script: { id: string; name: string },
  before: { name: string } | undefined,
): AgentDraft {
  const isNamedByHand = draft.name !== '' && draft.name !== before?.name;
  return { ...draft, scriptId: script.id, version: null, name: isNamedByHand ? draft.name : script.name };
}

/** What is sent to the core; what was typed as JSON has to be an object by then, see `listLacks`. */
export function toAgentInput(draft: AgentDraft) {
  const { name, description, scriptId, version, profile, configText } = draft;
  return {
    name: name.trim(),
    description: description.trim(),
    scriptId: scriptId ?? '',
    version,
    profile,
    config: readConfig(configText).value ?? {},
  };
}

/** What there has to be before the core can be asked, in the order of the form. */
export function listLacks({ name, scriptId, configText }: AgentDraft): readonly ('script' | 'name' | 'config')[] {
  const lacks = [
    scriptId === null && 'script',
    name.trim() === '' && 'name',
    readConfig(configText).value === undefined && 'config',
  ] as const;
  return lacks.filter((lack) => lack !== false);
}

/** An empty text is an empty configuration. */
export function readConfig(text: string): ReturnType<typeof readJsonObject> {
  return text.trim() === '' ? { value: {} } : readJsonObject(text);
}
