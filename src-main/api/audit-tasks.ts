import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AuditVerdict } from '#contract/audit.ts';
import type { Caller } from '../access/caller.ts';
import type { Audit } from '../audit/audit.ts';
import type { AuditTasks as WorkerAuditTasks } from '../audit/export-audit.ts';
import type { WorkerProcess } from '../base/worker-process.ts';

/** The long work on the audit log, done in the worker process. */
export interface AuditTasks {
  verify(): Promise<AuditVerdict>;
  /** Writes the entries to a temporary file, which the caller of this removes. The export itself is an act. */
  export(
    caller: Caller,
    range: { from?: string | undefined; to?: string | undefined },
  ): Promise<{ path: string; entries: number }>;
}

export function makeAuditTasks(options: {
  audit: Audit;
  worker: WorkerProcess<WorkerAuditTasks>;
  temporaryDir: string;
}): AuditTasks {
  const { audit, worker, temporaryDir } = options;
  return {
    verify: () => worker.call('verifyAudit', undefined),
    export: async (caller, { from, to }) => {
      const path = join(temporaryDir, `audit-${randomBytes(8).toString('hex')}.jsonl`);
      const range = {
        ...(from === undefined ? {} : { fromAt: Date.parse(from) }),
        ...(to === undefined ? {} : { toAt: Date.parse(to) }),
      };
      const { entries } = await worker.call('exportAudit', { path, ...range });
      const resource = { type: 'audit', id: 'log', name: 'audit log' };
      audit.transact(caller.context, ({ record }) =>
        record({ action: 'audit.export', resource, details: { entries, from, to } }),
      );
      return { path, entries };
    },
  };
}
