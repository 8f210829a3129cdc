import type { Policy } from '#contract/policy.ts';
import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { invalidFields, problemsOf } from '../../base/errors.ts';
import { compileTemplate } from '../../base/expression.ts';

/** What the templates of a policy may speak of. */
export interface KeyScope {
  readonly input: unknown;
  readonly job: { readonly id: string; readonly name: string; readonly ownerId: string };
  readonly agent: { readonly id: string; readonly name: string };
  readonly trigger: { readonly id: string; readonly name: string | null; readonly kind: string } | null;
  readonly event: unknown;
}

const variables = {
  input: 'dyn',
  job: { id: 'string', name: 'string' },
  agent: { id: 'string', name: 'string' },
  trigger: 'dyn',
  event: 'dyn',
} as const;
const mostTemplates = 500;
const concurrencyKeys = makeBoundedCache(mostTemplates, (text) =>
  compileTemplate(text, { path: 'policy.concurrencyKey', variables }),
);
const dedupeKeys = makeBoundedCache(mostTemplates, (text) =>
  compileTemplate(text, { path: 'policy.dedupe.key', variables }),
);

/** Refuses (422) a template that could never be filled. */
export function checkKeys({ concurrencyKey, dedupe }: Policy): void {
  const wrong = [
    ...problemsOf(() => concurrencyKey !== null && concurrencyKeys(concurrencyKey)),
    ...problemsOf(() => dedupe !== null && dedupeKeys(dedupe.key)),
  ];
  if (wrong.length > 0) throw invalidFields(wrong);
}

/**
 * The key whose runs take turns: the template's, apart for each owner so that nobody's runs wait for or give way to
 * those of somebody else; else the agent; null: no turn taking. Refuses (422, naming the field of the policy) what
 * cannot be filled from the scope, such as an input that is missing.
 */
export function concurrencyKeyOf(policy: Policy, scope: KeyScope): string | null {
  if (policy.overlap === 'allow' && policy.maxConcurrent === null) return null;
  if (policy.concurrencyKey === null) return agentKey(scope.agent.id);
  return `key:${scope.job.ownerId}:${concurrencyKeys(policy.concurrencyKey)(valuesOf(scope))}`;
}

/** The key of what takes turns by its agent. */
export function agentKey(agentId: string): string {
  return `agent:${agentId}`;
}

/** A key in messages: most runs take turns by their agent. */
export function wordOfKey(key: string | null): string {
  const [, own] = /^key:[^:]+:(.*)$/s.exec(key ?? '') ?? [];
  return own === undefined ? 'this agent' : `the key ${own}`;
}

/** The key by which a start is told of an earlier one, apart for each job; null: it never is. */
export function dedupeKeyOf({ dedupe }: Policy, scope: KeyScope): string | null {
  return dedupe === null ? null : `${scope.job.id}:${dedupeKeys(dedupe.key)(valuesOf(scope))}`;
}

/** Of the rows behind a scope only what is documented. */
function valuesOf({ input, job, agent, trigger, event }: KeyScope): Record<string, unknown> {
  return {
    input: input ?? null,
    job: { id: job.id, name: job.name },
    agent: { id: agent.id, name: agent.name },
    trigger: trigger === null ? null : { id: trigger.id, name: trigger.name, kind: trigger.kind },
    event: event ?? null,
  };
}
