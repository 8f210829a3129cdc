import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorTable } from '#contract/errors.ts';
import { AppError } from '../base/errors.ts';
import { findFaults, makeTestFolder } from '../db/open-test-database.ts';
import { settings } from '../db/schema/settings.ts';
import { openTestAudit } from './open-test-audit.ts';
import { readEntries, verifyAudit } from './verify-audit.ts';

/** A small disk of its own; undefined where this machine lets nobody mount one. */
function mountSmallDisk(mib: number): string | undefined {
  const folder = makeTestFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=700`, 'tmpfs', folder]);
  if (mounted.status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
  return folder;
}

/** Takes all the space there is. */
function fillDisk(folder: string): string {
  const path = join(folder, 'filler');
  const handle = openSync(path, 'w');
  try {
    for (const size of [65_536, 4_096, 512]) {
      const bytes = Buffer.alloc(size, 1);
      while (tryWrite(handle, bytes));
    }
  } finally {
    closeSync(handle);
  }
  return path;
}

function tryWrite(handle: number, bytes: Buffer): boolean {
  try {
    return writeSync(handle, bytes) > 0;
  } catch {
    return false;
  }
}

const isPossible =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
if (!isPossible) process.stderr.write('\nE4 disk full NOT TESTED: mounting a small disk needs root\n');

describe.skipIf(!isPossible)('E4 the disk is full', () => {
  it('acts of people are refused, reads go on, what had begun is still brought to its end, and it heals itself', {
    timeout: 90_000,
  }, async () => {
    const dataDir = mountSmallDisk(8);
    if (dataDir === undefined) throw new Error('mounting worked a moment ago');
    const trouble: string[] = [];
    const bed = openTestAudit(undefined, {
      dataDir,
      ballastBytes: 1024 * 1024,
      onTrouble: (what) => void trouble.push(what),
    });
    onTestFinished(() => bed.close());
    const as =
      (via: 'http' | 'scheduler') =>
      (key: string, bytes = 100) =>
        bed.audit.transact({ actor: { type: 'user', id: 'u', name: 'n' }, via, requestId: key }, ({ tx, record }) => {
          tx.insert(settings)
            .values({ key, value: 'x'.repeat(bytes), updatedAt: 0 })
            .run();
          record({ action: 'fact.set', resource: { type: 'fact', id: key, name: key } });
        });
    const person = as('http');
    const scheduler = as('scheduler');
    const facts = () =>
      bed.audit.read
        .select({ key: settings.key })
        .from(settings)
        .all()
        .map(({ key }) => key);
    const refusalOf = (work: () => void) => {
      try {
        work();
      } catch (thrown) {
        return thrown instanceof AppError ? errorTable[thrown.code].status : thrown;
      }
      return 'done';
    };

    person('before');
    const filler = fillDisk(dataDir);
    // The log of the database has some room in its last page, so it takes more than one
    const refusals = Array.from({ length: 50 }, (_, n) => refusalOf(() => person(`full-${n}`, 20_000)));
    expect(refusals).toContain(507);
    expect(refusals.filter((refusal) => refusal !== 'done' && refusal !== 507)).toEqual([]);
    expect(refusals.at(-1)).toBe(507);
    expect(facts()).toContain('before');

    scheduler('the end of a run');
    expect(refusalOf(() => person('still full'))).toBe(507);
    expect(facts()).toContain('the end of a run');
    expect(facts()).not.toContain('still full');

    rmSync(filler);
    await expect
      .poll(() => refusalOf(() => person(`healed-${performance.now()}`)), { timeout: 60_000, interval: 500 })
      .toBe('done');
    expect(statSync(join(dataDir, 'ballast')).size).toBe(1024 * 1024);

    expect(findFaults(dataDir)).toEqual([]);
    const entries = [...readEntries(bed.audit.read)];
    expect(verifyAudit(bed.audit.read, dataDir)).toEqual({ ok: true, entries: facts().length });
    const mirrored = readFileSync(join(dataDir, 'audit.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(mirrored).toEqual(entries);
    expect(new Set(trouble)).toEqual(new Set(trouble.length > 0 ? ['the audit log could not be mirrored'] : []));
  });

  it('from the start: it says so and what to do, and starts when there is room', () => {
    const dataDir = mountSmallDisk(1);
    if (dataDir === undefined) throw new Error('mounting worked a moment ago');
    const filler = fillDisk(dataDir);
    expect(() => openTestAudit(undefined, { dataDir })).toThrow(
      /disk with .*automa\.db is full: free some space and start again/,
    );
    rmSync(filler);
    openTestAudit(undefined, { dataDir }).close();
  });
});
