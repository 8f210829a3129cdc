import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

/** How a program ended: `isMissing` when there is none of that name, `lastLine` being the last thing it said. */
export interface ProgramEnd {
  isOk: boolean;
  isMissing: boolean;
  lastLine: string;
}

/** Time to put away what was unpacked, which may be half a gigabyte. */
const killGraceMs = 15_000;

/**
 * Runs a program to its end at the lowest priority and hands on what it says line by line. When the signal aborts, it
 * and all it started are ended; then the promise rejects with the signal's reason. Never rejects otherwise.
 */
export async function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  options: { env?: NodeJS.ProcessEnv; onLine: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<ProgramEnd> {
  const { onLine, signal } = options;
  signal?.throwIfAborted();
  let lastLine = '';
  // A group of its own, so that what it starts can be ended with it
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  lowerPriority(child.pid);
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (raw) => {
      const line = stripVTControlCharacters(raw).trim();
      if (line === '') return;
      lastLine = line;
      onLine(line);
    });
  }
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    endGroup(child.pid, 'SIGTERM');
    kill = setTimeout(() => endGroup(child.pid, 'SIGKILL'), killGraceMs).unref();
  };
  signal?.addEventListener('abort', end);
  const ended = await new Promise<Omit<ProgramEnd, 'lastLine'>>((resolve) => {
    child.once('error', () => resolve({ isOk: false, isMissing: child.pid === undefined }));
    child.once('close', (code) => resolve({ isOk: code === 0, isMissing: false }));
  });
  clearTimeout(kill);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  return { ...ended, lastLine };
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // it is over already
  }
}

function endGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // it is over already
  }
}
