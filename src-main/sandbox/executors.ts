import type { Profile } from '#contract/profile.ts';
import type { EngineChoice } from '#contract/settings.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Logger } from '../base/logger.ts';
import { chooseSandbox, listAllowed } from './choose.ts';
import type { LiveAttempts, Sandbox } from './sandbox.ts';

/** The ways to run scripts on this machine, and which of them serves. */
export interface Executors {
  /** The sandbox for a profile, or one sentence that names each candidate and why it cannot. */
  choose(profile: Profile): { sandbox: Sandbox } | { refusal: string };
  find(executor: string): Sandbox | undefined;
  health(): readonly ExecutorHealth[];
  /** The one runs go to if their profile does not mind; undefined while none of those allowed works. */
  inUse(): ExecutorHealth | undefined;
  /** Asks every candidate again; one question at a time, callers share it. */
  refresh(): Promise<void>;
  /** Removes boxes of this instance that belong to no attempt in `keep`. */
  sweep(keep: LiveAttempts): Promise<void>;
  close(): Promise<void>;
}

/** `preferred` is asked for each choice: one executor by name, or `auto` for the best that works. */
export function makeExecutors(options: {
  sandboxes: readonly Sandbox[];
  preferred: () => EngineChoice;
  /** Ask all of them, to show what each is worth; else, in their order, only until one works. */
  asksAll: boolean;
  audit: Audit;
  context: AuditContext;
  logger: Logger;
  onChange: () => void;
}): Executors {
  const { sandboxes, preferred, asksAll, audit, context, logger, onChange } = options;
  let health: ExecutorHealth[] = [];
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const before = summarize(health);
    health = asksAll ? await Promise.all(sandboxes.map((sandbox) => sandbox.probe())) : await askUntilOneWorks();
    const after = summarize(health);
    if (after === before) return;
    for (const { executor, ok, problem } of health) logger.info({ executor, ok, problem }, 'executor');
    audit.transact(context, ({ record, changed }) => {
      record({
        action: 'engine.change',
        resource: { type: 'engine', id: 'executors', name: 'executors' },
        details: { executors: health },
      });
      changed('system', null);
    });
    onChange();
  }

  async function askUntilOneWorks(): Promise<ExecutorHealth[]> {
    const answers: ExecutorHealth[] = [];
    for (const sandbox of sandboxes) {
      const isWanted = listAllowed(preferred()).includes(sandbox.executor);
      const isDone = answers.some(({ ok }) => ok);
      answers.push(isWanted && !isDone ? await sandbox.probe() : unasked(sandbox));
    }
    return answers;
  }

  return {
    choose: (profile) =>
      chooseSandbox(profile, {
        preferred: preferred(),
        candidates: sandboxes.map((sandbox, index) => ({ sandbox, health: health[index] ?? unasked(sandbox) })),
      }),
    find: (executor) => sandboxes.find((sandbox) => sandbox.executor === executor),
    health: () => health,
    inUse: () =>
      listAllowed(preferred())
        .map((executor) => health.find((each) => each.executor === executor))
        .find((each) => each?.ok),
    refresh: () => {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    sweep: async (keep) => {
      for (const [index, sandbox] of sandboxes.entries()) {
        if (health[index]?.ok !== true) continue;
        const removed = await sandbox.sweep(keep).catch((error: unknown) => {
          logger.warn({ executor: sandbox.executor, error }, 'could not look for boxes left over');
          return 0;
        });
        if (removed === 0) continue;
        logger.warn({ executor: sandbox.executor, removed }, 'removed boxes without a live run');
        const resource = { type: 'engine', id: sandbox.executor, name: sandbox.executor };
        audit.transact(context, ({ record }) => record({ action: 'engine.sweep', resource, details: { removed } }));
      }
    },
    close: async () => {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    },
  };
}

function unasked({ executor }: Sandbox): ExecutorHealth {
  return { executor, ok: false, version: null, problem: 'was not asked yet', fix: null, unenforced: [] };
}

function summarize(health: readonly ExecutorHealth[]): string {
  return health.map(({ executor, ok, problem }) => `${executor}:${ok}:${problem}`).join('\n');
}
