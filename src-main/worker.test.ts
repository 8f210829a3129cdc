import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestAudit, type TestAudit } from './audit/open-test-audit.ts';
import { readEntries } from './audit/verify-audit.ts';
import { makeWorkerProcess, type WorkerProcess } from './base/worker-process.ts';
import type { WorkerTasks } from './worker-tasks.ts';

let bed: TestAudit;
let worker: WorkerProcess<WorkerTasks>;

beforeEach(() => {
  bed = openTestAudit();
  worker = makeWorkerProcess<WorkerTasks>({
    entry: join(import.meta.dirname, 'worker.ts'),
    args: [bed.dataDir],
    logger: { warn: () => {} },
  });
  for (let count = 0; count < 5; count++) {
    bed.clock.advance(60_000);
    bed.audit.transact(
      { actor: { type: 'system', id: 'test', name: 'test' }, via: 'cli', requestId: 'test' },
      ({ record }) => record({ action: 'test.act', resource: { type: 'thing', id: String(count), name: 'thing' } }),
    );
  }
});
afterEach(() => {
  worker.close();
  bed.close();
});

it('the audit log is verified beside the process that writes it, and a change is found', async () => {
  expect(await worker.call('verifyAudit', undefined)).toEqual({ ok: true, entries: 5 });
  const intruder = new Database(join(bed.dataDir, 'automa.db'));
  intruder.exec(`DROP TRIGGER audit_entries_no_update; UPDATE audit_entries SET action = 'other' WHERE seq = 3`);
  intruder.close();
  expect(await worker.call('verifyAudit', undefined)).toMatchObject({ ok: false, firstBroken: { seq: 3 } });
});

it('the audit log is exported as JSON Lines to a new file of the owner, whole or a stretch of time', async () => {
  const entries = [...readEntries(bed.audit.read)];
  const path = join(bed.dataDir, 'export.jsonl');
  expect(await worker.call('exportAudit', { path })).toEqual({ entries: 5 });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(entries);
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const [, second, , fourth] = entries;
  const stretch = { fromAt: Date.parse(second?.at ?? ''), toAt: Date.parse(fourth?.at ?? '') };
  expect(await worker.call('exportAudit', { path: `${path}.2`, ...stretch })).toEqual({ entries: 2 });
  await expect(worker.call('exportAudit', { path })).rejects.toThrow('EEXIST');
});
