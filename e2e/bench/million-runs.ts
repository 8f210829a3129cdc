import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRuns } from './make-runs.ts';

export const millionRuns = { runs: 1_000_000, jobs: 1_000 };

let dataDir: string | undefined;

/** A data directory with a million runs of a thousand jobs; made once per process, gone when it ends. */
export function openMillionRuns(): string {
  if (dataDir !== undefined) return dataDir;
  const made = mkdtempSync(join(tmpdir(), 'automa-bench-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  makeRuns({ dataDir: made, ...millionRuns, endAt: Date.now() });
  dataDir = made;
  return made;
}
