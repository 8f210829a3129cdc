import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { OutputMark } from './output-taker.ts';

const FILE_NAME = 'output-mark.json';

const StoredMark = z.object({
  stdoutBytes: z.int(),
  stderrBytes: z.int(),
  stdoutTail: z.base64(),
  stderrTail: z.base64(),
});

/** Keeps where the output stands for a host that comes after us; beside the folder the script sees. */
export async function saveMark(workDir: string, mark: OutputMark): Promise<void> {
  const { stdout, stderr } = mark.tails;
  const stored: z.infer<typeof StoredMark> = {
    ...mark.at,
    stdoutTail: stdout.toString('base64'),
    stderrTail: stderr.toString('base64'),
  };
  const path = join(workDir, FILE_NAME);
  await writeFile(`${path}.part`, JSON.stringify(stored));
  await rename(`${path}.part`, path);
}

/** What was kept, or undefined when nothing (readable) was. */
export async function loadMark(workDir: string): Promise<OutputMark | undefined> {
  try {
    const stored = StoredMark.parse(JSON.parse(await readFile(join(workDir, FILE_NAME), 'utf8')));
    return {
      at: { stdoutBytes: stored.stdoutBytes, stderrBytes: stored.stderrBytes },
      tails: { stdout: Buffer.from(stored.stdoutTail, 'base64'), stderr: Buffer.from(stored.stderrTail, 'base64') },
    };
  } catch {
    return undefined;
  }
}
