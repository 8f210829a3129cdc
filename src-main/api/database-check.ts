import { z } from 'zod';
import type { Audit, AuditContext } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import type { WorkerProcess } from '../base/worker-process.ts';
import type { CheckTasks } from '../db/check-tasks.ts';
import type { Facts } from '../settings/settings.ts';

const Verdict = z.object({ checkedAt: z.int().nullable(), problem: z.string().nullable() });
type Verdict = z.infer<typeof Verdict>;

/** Whether the databases are whole, as far as was looked. */
export interface DatabaseCheck {
  /** Of the last time they were read through, also before this start. */
  last(): Verdict;
  /** Reads them through beside this process. Rejects when that could not be done. */
  run(signal: AbortSignal): Promise<void>;
}

const key = 'database.check';
const resource = { type: 'database', id: 'databases', name: 'databases' };

export function makeDatabaseCheck(options: {
  worker: WorkerProcess<CheckTasks>;
  facts: Facts;
  audit: Audit;
  clock: Clock;
  context: AuditContext;
}): DatabaseCheck {
  const { worker, facts, audit, clock, context } = options;
  const last = () => Verdict.catch({ checkedAt: null, problem: null }).parse(facts.get(key));
  return {
    last,
    run: async (signal) => {
      const before = last();
      const problem = await worker.call('checkDatabases', undefined, signal);
      facts.set(key, { checkedAt: clock.now(), problem } satisfies Verdict);
      if (problem === before.problem) return;
      audit.transact(context, ({ record, changed }) => {
        record({
          action: 'database.check',
          resource,
          outcome: problem === null ? 'ok' : 'failed',
          details: { problem },
        });
        changed('system', null);
      });
    },
  };
}
