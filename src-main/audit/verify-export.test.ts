import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestFolder } from '../db/open-test-database.ts';
import { exportAudit } from './export-audit.ts';
import { openTestAudit } from './open-test-audit.ts';
import { verifyAudit } from './verify-audit.ts';

describe('G7 an independent reader', () => {
  const python = '/usr/bin/python3';
  const hasPython = existsSync(python);
  if (!hasPython) process.stderr.write(`\nG7 NOT TESTED: there is no ${python}\n`);
  const check = (path: string) =>
    JSON.parse(
      spawnSync(python, [join(import.meta.dirname, 'verify_export.py'), path], { encoding: 'utf8' }).stdout,
    ) as unknown;

  it.skipIf(!hasPython)('agrees on 100,000 entries, whole and tampered with', { timeout: 120_000 }, () => {
    const dataDir = makeTestFolder();
    const bed = openTestAudit(undefined, { dataDir });
    const strange = {
      ключ: '\u0007\u202e\u{1f600}"\\/',
      nested: { '\ufb33': 1e-7, '\u{1f600}': 1e21, list: [0.1, -0, null, true, 'ß'] },
      seconds: 0.000001,
    };
    bed.audit.transact(
      { actor: { type: 'user', id: 'u', name: 'a\n{"seq":1}\u202e' }, via: 'http', requestId: 'r' },
      ({ record }) => {
        for (let n = 0; n < 100_000; n++)
          record({
            action: 'job.update',
            resource: { type: 'job', id: `j${n}`, name: `job ${n}` },
            details: n % 100 === 0 ? strange : { n },
          });
      },
    );
    const path = join(dataDir, 'export.jsonl');
    const startedAt = performance.now();
    expect(exportAudit(bed.audit.read, { path })).toEqual({ entries: 100_000 });
    const exportedAt = performance.now();
    expect(verifyAudit(bed.audit.read, dataDir)).toEqual({ ok: true, entries: 100_000 });
    const verifiedAt = performance.now();
    expect(check(path)).toEqual({ ok: true, entries: 100_000 });
    const pythonAt = performance.now();
    process.stdout.write(
      `G7 100,000 entries: export ${(exportedAt - startedAt).toFixed(0)} ms, verify ${(verifiedAt - exportedAt).toFixed(0)} ms, Python ${(pythonAt - verifiedAt).toFixed(0)} ms\n`,
    );

    const lines = readFileSync(path, 'utf8').split('\n').slice(0, 1_000).concat('');
    const tampered = (change: (lines: string[]) => string[]) => {
      writeFileSync(`${path}.tampered`, change([...lines]).join('\n'));
      return check(`${path}.tampered`);
    };
    expect(tampered((all) => all.with(499, all[499]?.replace('"via":"http"', '"via":"cli"') ?? ''))).toEqual({
      ok: false,
      entries: 499,
      firstBroken: 500,
    });
    expect(tampered((all) => all.toSpliced(499, 1))).toEqual({ ok: false, entries: 499, firstBroken: 500 });
    expect(tampered((all) => all.slice(500))).toEqual({ ok: true, entries: 500 });
    bed.close();
  });
});
