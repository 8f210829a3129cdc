import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#contract/index.ts';
import type { ProfileInput } from '#contract/profile.ts';
import type { TriggerKind } from '#contract/triggers.ts';

/** A script as it was dropped, chosen or taken. */
export interface ScriptSource {
  name: string;
  entrypoint: string;
  content: string;
}

/** What has to be done before a script runs by itself, in this order. */
export const stages = ['script', 'version', 'agent', 'job'] as const;
export type Stage = (typeof stages)[number];

/** What was made so far: a second try goes on where the first one stopped, and makes nothing twice. */
export interface Made {
  scriptId?: string;
  isPublished?: true;
  agentId?: string;
  jobId?: string;
}

export interface FirstScheduleOptions {
  client: Pick<ContractRouterClient<Contract>, 'scripts' | 'agents' | 'jobs'>;
  source: ScriptSource;
  schedule: { kind: TriggerKind; expr: string; timezone: string };
  /** Limits that cannot be held here may be left out; an administrator may say so. */
  mayWaiveLimits: boolean;
  made: Made;
  /** Called before each stage, and with what was made after it. */
  onStage: (stage: Stage, made: Made) => void;
}

/** From a file to a scheduled run: saves the script, publishes it, gives it limits and a schedule. */
export async function scheduleFirst(options: FirstScheduleOptions): Promise<Made & { jobId: string }> {
  const { client, source, schedule, onStage } = options;
  let made = options.made;
  const { name } = source;

  onStage('script', made);
  const scriptId = await saveScript(options);
  made = { ...made, scriptId };

  onStage('version', made);
  if (made.isPublished === undefined) await client.scripts.publish({ id: scriptId });
  made = { ...made, isPublished: true };

  onStage('agent', made);
  const profile: ProfileInput = { isolation: 'any', ...(options.mayWaiveLimits && { limits: 'best-effort' }) };
  const agentId = made.agentId ?? (await client.agents.create({ name, scriptId, profile })).id;
  made = { ...made, agentId };

  onStage('job', made);
  const jobId = made.jobId ?? (await client.jobs.create({ name, agentId, schedule })).id;
  return { ...made, jobId };
}

/** A script that was refused is given the new text: the corrected file does not become a second script. */
async function saveScript({ client, source, made }: FirstScheduleOptions): Promise<string> {
  if (made.scriptId === undefined) return (await client.scripts.create({ ...source })).id;
  if (made.isPublished === undefined) {
    const { name, ...content } = source;
    await client.scripts.update({ id: made.scriptId, name });
    await client.scripts.saveDraft({ id: made.scriptId, ...content });
  }
  return made.scriptId;
}

/** The name a script goes by, from that of its file: invoice_import.py is called invoice-import. */
export function nameOfFile(fileName: string): string {
  const name = fileName
    .replace(/\.pyw?$/i, '')
    .replaceAll(/[\s_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'script' : name.slice(0, 200);
}
