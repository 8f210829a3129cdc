import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemActor } from '../access/principal.ts';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { makeWorkerProcess, type WorkerProcess } from '../base/worker-process.ts';
import type { CheckTasks } from '../db/check-tasks.ts';
import { openLogsDatabase } from '../db/logs-database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { makeFacts } from '../settings/settings.ts';
import { makeDatabaseCheck } from './database-check.ts';

let bed: TestAudit;
let worker: WorkerProcess<CheckTasks>;
beforeEach(() => {
  bed = openTestAudit();
  const entry = join(import.meta.dirname, '../worker.ts');
  worker = makeWorkerProcess<CheckTasks>({ entry, args: [bed.dataDir], logger: { warn: () => {} } });
});
afterEach(() => {
  worker.close();
  bed.close();
});

it('both databases are read through beside the host; a finding is remembered, told and written down once', async () => {
  const migrationsDir = join(import.meta.dirname, '../../resources/migrations-logs');
  openLogsDatabase({ dataDir: bed.dataDir, migrationsDir, now: 0 }).close();
  const topics: string[] = [];
  bed.changes.listen((changes) => topics.push(...changes.map(({ topic }) => topic)));
  const context = { actor: systemActor, via: 'scheduler' as const, requestId: 'boot' };
  const open = () => makeDatabaseCheck({ worker, facts: makeFacts(bed), audit: bed.audit, clock: bed.clock, context });
  const never = new AbortController().signal;
  expect(open().last()).toEqual({ checkedAt: null, problem: null });

  await open().run(never);
  expect(open().last()).toEqual({ checkedAt: bed.clock.now(), problem: null });
  expect(topics).not.toContain('system');

  writeFileSync(join(bed.dataDir, 'logs.db'), randomBytes(8_192));
  bed.clock.advance(1_000);
  await open().run(never);
  await open().run(never);
  expect(open().last()).toEqual({ checkedAt: bed.clock.now(), problem: 'logs.db: file is not a database' });
  expect(topics).toContain('system');
  const entries = bed.audit.read.select().from(auditEntries).all();
  expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([['database.check', 'failed']]);
});
