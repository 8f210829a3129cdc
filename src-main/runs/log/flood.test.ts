import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const migrationsDir = resolve(import.meta.dirname, '../../../resources/migrations-logs');
const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

interface Report {
  growthMiB: number;
  longestTurnMs: number;
  stopMs: number;
  writtenBytes: number;
  textBytes: number;
  storedBytes: number;
  stdoutBytes: number;
  droppedBytes: number;
  lastLine: string;
}

function flood(kind: string, seconds: number): Report {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-flood-'));
  roots.push(dataDir);
  const entry = join(import.meta.dirname, 'flood.test-child.ts');
  const printed = execFileSync(process.execPath, [entry, dataDir, migrationsDir, kind, String(seconds)]);
  return JSON.parse(printed.toString()) as Report;
}

const mebibyte = 1024 * 1024;

describe('B8 stdout flood, slow viewer', () => {
  // Bytes that are no text compress badly, and what zlib writes into stays until V8's next full collection: measured
  // 60 to 75 MiB, over the row's 64. The row's own flood, the same 64 KiB for ever, stays below half of it.
  it.each([
    ['words', 3, 64],
    ['short', 2, 64],
    ['random', 2, 100],
  ])(
    '%s: memory stays bounded, the cap holds, the rest is counted',
    { timeout: 60_000 },
    (kind, seconds, growthMiB) => {
      const report = flood(kind, seconds);
      expect(report.growthMiB).toBeLessThanOrEqual(growthMiB);
      expect(report.storedBytes).toBeLessThanOrEqual(64 * mebibyte + 1_024);
      expect(report.stdoutBytes).toBe(report.writtenBytes + 'the first line\n'.length);
      expect(report.stopMs).toBeLessThanOrEqual(3_000);
      if (report.writtenBytes > 64 * mebibyte) {
        expect(report.textBytes).toBeGreaterThan(63 * mebibyte);
        expect(report.lastLine).toBe(
          `${report.droppedBytes.toLocaleString('en-US')} bytes of output are missing here: the log was full.`,
        );
      }
    },
  );
});

describe('B12 one line without end', () => {
  it('is split at 64 KiB and blocks nobody for 100 ms', { timeout: 60_000 }, () => {
    const report = flood('line', 2);
    expect(report.growthMiB).toBeLessThanOrEqual(64);
    expect(report.longestTurnMs).toBeLessThanOrEqual(100);
    expect(report.stdoutBytes).toBe(report.writtenBytes + 'the first line\n'.length);
  });
});
