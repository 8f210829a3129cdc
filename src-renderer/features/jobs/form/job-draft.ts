import type { Job, JobInput } from '#contract/jobs.ts';
import { defaultPolicy, type Policy } from '#contract/policy.ts';
import { readInput, writeInput } from './read-input.ts';
import { newTrigger, type TriggerDraft, toTriggerDraft, toTriggerInput } from './trigger-draft.ts';

/** A job as it stands in the form. */
export interface JobDraft {
  name: string;
  description: string;
  agentId: string | null;
  /** JSON as typed; empty for no input. */
  inputText: string;
  /** Empty for the agent's. */
  environment: string;
  triggers: readonly TriggerDraft[];
  policy: Policy;
  visibility: Job['visibility'];
  tags: readonly string[];
  folder: string;
}

/** A new job: every day at eight, until something else is chosen. */
export function newDraft(options: { timezone: string; agentId?: string | undefined }): JobDraft {
  return {
    name: '',
    description: '',
    agentId: options.agentId ?? null,
    inputText: '',
    environment: '',
    triggers: [newTrigger({ timezone: options.timezone, key: 'first' })],
    policy: defaultPolicy,
    visibility: 'private',
    tags: [],
    folder: '',
  };
}

/** The form of a job that is there. */
export function toDraft(job: Job): JobDraft {
  const { name, description, agentId, policy, visibility, tags, folder } = job;
  return {
    name,
    description,
    agentId,
    inputText: writeInput(job.input),
    environment: job.environment ?? '',
    triggers: job.triggers.map(toTriggerDraft),
    policy,
    visibility,
    tags,
    folder,
  };
}

/** What is sent to the core; what was typed as JSON has to be JSON by then, see `listFaults`. */
export function toJobInput(draft: JobDraft): JobInput {
  const { name, description, agentId, environment, policy, visibility, tags, folder } = draft;
  const input = readInput(draft.inputText);
  return {
    name,
    description,
    agentId: agentId ?? '',
    environment: environment.trim() === '' ? null : environment.trim(),
    policy,
    visibility,
    tags: [...tags],
    folder,
    triggers: draft.triggers.map(toTriggerInput),
    ...(input.ok && input.value !== undefined && { input: input.value }),
  };
}
