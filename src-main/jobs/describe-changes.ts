import { isDeepStrictEqual } from 'node:util';
import type { JobPatch } from '#contract/jobs.ts';
import type { JobRow } from './job-store.ts';

/** For the audit log: each field a request changed, from what to what. Of triggers what was asked for. */
export function describeChanges(patch: JobPatch, before: JobRow, after: JobRow): Record<string, unknown> {
  const changes: Record<string, unknown> & { triggers?: unknown } = {};
  for (const field of [
    'name',
    'description',
    'agentId',
    'input',
    'environment',
    'visibility',
    'tags',
    'folder',
  ] as const)
    note(changes, field, before[field], after[field]);
  for (const field of Object.keys(after.policy) as (keyof JobRow['policy'])[]) // the keys of a policy
    note(changes, `policy.${field}`, before.policy[field], after.policy[field]);
  if (patch.triggers !== undefined || patch.schedule !== undefined)
    changes.triggers = patch.triggers ?? [patch.schedule];
  return changes;
}

function note(changes: Record<string, unknown>, field: string, from: unknown, to: unknown): void {
  if (!isDeepStrictEqual(from, to)) changes[field] = { from: from ?? null, to: to ?? null };
}
