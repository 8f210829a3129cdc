import type { TriggerInput } from '#contract/triggers.ts';

/** An interval trigger, for tests. */
export function intervalTrigger(expr: string, more: Partial<TriggerInput> = {}): TriggerInput {
  return { kind: 'interval', expr, enabled: true, ...more };
}

/** All that a job needs beside its triggers, for tests. */
export function jobFields(agentId: string, name: string) {
  return { name, agentId, description: '', policy: {}, visibility: 'private' as const, tags: [], folder: '' };
}
