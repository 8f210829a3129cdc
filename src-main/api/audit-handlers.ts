import { readFile, rm } from 'node:fs/promises';
import { listAudit } from '../audit/list-audit.ts';
import { callerOf } from './call-context.ts';
import { os } from './procedures.ts';

export const auditHandlers = os.audit.router({
  logs: os.audit.logs.handler(({ input, context }) => listAudit(context.core.audit.read, input)),
  verify: os.audit.verify.handler(({ context }) => context.core.auditTasks.verify()),
  export: os.audit.export.handler(async ({ input, context }) => {
    const { path } = await context.core.auditTasks.export(callerOf(context), input);
    try {
      return new File([new Uint8Array(await readFile(path))], 'audit.jsonl', { type: 'application/x-ndjson' });
    } finally {
      await rm(path, { force: true });
    }
  }),
});
