import type { Client } from '../../src-main/cli/connect.ts';
import type { JobInput } from '../../src-preload/contract/jobs.ts';
import type { ProfileInput } from '../../src-preload/contract/profile.ts';

/** Runs wherever something runs at all; what cannot be limited there is left out. */
export const anywhere: ProfileInput = { isolation: 'any', limits: 'best-effort' };

export interface MadeAgent {
  scriptId: string;
  agentId: string;
}

/** A published script and an agent of the same name that runs it. */
export async function makeAgent(client: Client, name: string, content: string): Promise<MadeAgent> {
  const { id: scriptId } = await client.scripts.create({ name, content });
  await client.scripts.publish({ id: scriptId });
  const { id: agentId } = await client.agents.create({ name, scriptId, profile: anywhere });
  return { scriptId, agentId };
}

/** All the way to a job; started by hand unless it is given a schedule. Answers the job's id. */
export async function makeJob(
  client: Client,
  job: { name: string; content: string } & Pick<Partial<JobInput>, 'schedule' | 'policy' | 'tags' | 'folder'>,
): Promise<string> {
  const { content, ...input } = job;
  const { agentId } = await makeAgent(client, job.name, content);
  return (await client.jobs.create({ ...input, agentId })).id;
}

/** Starts the job and waits until the run is over. Answers the run's id. */
export async function runToEnd(client: Client, jobId: string): Promise<string> {
  const { run } = await client.jobs.runNow({ id: jobId });
  for await (const _page of await client.runs.followLogs({ id: run.id }));
  return run.id;
}
