import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Reading } from './probe.ts';

/** A process of its own, measured from the inside. */
export interface MeasuredProcess {
  /** What the pattern found on its standard output. */
  announced: string;
  /** What it used since it was read last. */
  read(): Promise<Reading>;
  close(): Promise<void>;
}

/** Starts a module with the probe preloaded; ready when a line of its output matches `announces`, whose group it answers. */
export async function startMeasured(
  entry: string,
  options: { args: string[]; announces: RegExp; env?: Record<string, string> },
): Promise<MeasuredProcess> {
  const child = fork(entry, options.args, {
    execArgv: ['--import', resolve(import.meta.dirname, 'probe.ts')],
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const announced = await waitForOutput(child, options.announces);
  return {
    announced,
    read: async () => {
      child.send('read');
      const [reading] = await once(child, 'message');
      return reading as Reading; // only the probe is at the other end
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** The first group of the pattern, as soon as the output matches it. */
export function waitForOutput(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((done, fail) => {
    let output = '';
    child.stdout?.on('data', (text: Buffer) => {
      output += text.toString();
      const [, found] = pattern.exec(output) ?? [];
      if (found !== undefined) done(found);
    });
    child.once('error', fail);
    child.once('exit', (code, signal) =>
      fail(new Error(`the process ended before it was ready (${signal ?? code}): ${output}`)),
    );
  });
}
