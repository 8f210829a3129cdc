import type { AuditTasks } from './audit/export-audit.ts';
import type { CheckTasks } from './db/check-tasks.ts';
import type { SearchTasks } from './runs/log/search-log.ts';

/** Everything the worker process can be asked; `worker.ts` does it. */
export interface WorkerTasks extends AuditTasks, CheckTasks, SearchTasks {}
