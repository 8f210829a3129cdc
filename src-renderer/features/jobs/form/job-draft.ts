import { defaultPolicy, type Job, type JobInput, type Policy, type TriggerInput } from '#contract/jobs.ts';

/** One trigger as it stands in the form. */
export interface TriggerDraft extends TriggerInput {
  /** Tells the triggers of the form apart; those that are new have no id yet. */
  key: string;
  timezone: string;
}

/** A job as it stands in the form. */
export interface JobDraft {
  name: string;
  description: string;
  agentId: string | null;
  /** JSON as typed; empty for no input. */
  inputText: string;
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
    triggers: [newTrigger({ timezone: options.timezone, key: 'first' })],
    policy: defaultPolicy,
    visibility: 'private',
    tags: [],
    folder: '',
  };
}

/** A trigger to begin with. */
export function newTrigger({ timezone, key }: { timezone: string; key: string }): TriggerDraft {
  return { key, kind: 'cron', expr: '0 8 * * *', timezone, enabled: true };
}

/** The form of a job that is there. */
export function toDraft(job: Job): JobDraft {
  const { name, description, agentId, policy, visibility, tags, folder } = job;
  return {
    name,
    description,
    agentId,
    inputText: job.input === undefined ? '' : JSON.stringify(job.input),
    // What fires next is the core's answer, no part of what is saved.
    triggers: job.triggers.map(({ nextAt: _, ...trigger }) => ({ ...trigger, key: trigger.id })),
    policy,
    visibility,
    tags,
    folder,
  };
}

/** What is sent to the core; `inputText` has to be JSON by then, see `readInput`. */
export function toJobInput(draft: JobDraft): JobInput {
  const { name, description, agentId, policy, visibility, tags, folder } = draft;
  const input = readInput(draft.inputText);
  return {
    name,
    description,
    agentId: agentId ?? '',
    policy,
    visibility,
    tags: [...tags],
    folder,
    triggers: draft.triggers.map(toTriggerInput),
    ...(input.ok && input.value !== undefined && { input: input.value }),
  };
}

/** A trigger as the core takes it. */
export function toTriggerInput({ key: _, ...trigger }: TriggerDraft): TriggerInput {
  return trigger;
}

/** Reads JSON as typed; nothing typed is no input, which is not the same as `null`. */
export function readInput(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
