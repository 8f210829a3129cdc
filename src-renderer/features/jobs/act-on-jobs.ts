import type { Job } from '#contract/jobs.ts';

export type Named = Pick<Job, 'id' | 'name'>;

/** One job on which an act failed, and why: the error of a call, or what the core said of it among many. */
export interface Failed {
  job: Named;
  error: unknown;
}

export interface Acted {
  done: readonly Named[];
  failed: readonly Failed[];
}

/** As many as the core takes at once. */
const mostAtOnce = 1_000;

/** Acts on each by itself; one that fails holds up none of the others. */
export async function actOnEach(jobs: readonly Named[], act: (job: Named) => Promise<unknown>): Promise<Acted> {
  const outcomes = await Promise.allSettled(jobs.map(act));
  const failed = jobs.flatMap((job, index): Failed[] => {
    const outcome = outcomes[index];
    return outcome?.status === 'rejected' ? [{ job, error: outcome.reason }] : [];
  });
  return { done: without(jobs, failed), failed };
}

/** Acts on many in one call for every thousand of them; each succeeds or fails by itself all the same. */
export async function actInBulk(
  jobs: readonly Named[],
  act: (ids: string[]) => Promise<{ results: readonly { id: string; ok: boolean; message?: string | undefined }[] }>,
): Promise<Acted> {
  const failed: Failed[] = [];
  for (let start = 0; start < jobs.length; start += mostAtOnce) {
    const part = jobs.slice(start, start + mostAtOnce);
    const byId = new Map(part.map((job) => [job.id, job]));
    try {
      const { results } = await act([...byId.keys()]);
      for (const { id, ok, message } of results) {
        const job = byId.get(id);
        if (!ok && job !== undefined) failed.push({ job, error: new Error(message ?? '') });
      }
    } catch (error) {
      failed.push(...part.map((job) => ({ job, error })));
    }
  }
  return { done: without(jobs, failed), failed };
}

function without(jobs: readonly Named[], failed: readonly Failed[]): readonly Named[] {
  const ids = new Set(failed.map(({ job }) => job.id));
  return jobs.filter(({ id }) => !ids.has(id));
}
