import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { SandboxError } from '../sandbox.ts';
import { type BoxView, buildBubblewrapArguments, sandboxUserId } from './arguments.ts';
import { bubblewrapPath } from './probe.ts';

export interface BubblewrapOptions {
  view: BoxView;
  seccompFilter: Buffer;
  /** What runs inside. */
  command: readonly string[];
  /** Put in front of bubblewrap on the host, with the environment it needs. */
  launcher: { command: readonly string[]; env: Readonly<Record<string, string>> } | undefined;
  /** Started by root, bubblewrap itself must not be root. */
  dropsUser: boolean;
}

/** A box that waits at its gate: namespaces made, nothing of the script read. */
export interface WaitingBubblewrap {
  process: ChildProcess;
  stdout: Readable;
  stderr: Readable;
  /** Process 1 of the box, by its number on the host. */
  firstPid: number;
  /** Did process 1 come as far as its program? Final once the process has closed. */
  hasBegun(): boolean;
  open(): void;
  /** Ends a box whose gate was never opened. */
  end(): Promise<void>;
}

const descriptors = { gate: 3, status: 4, seccomp: 5, arguments: 6 } as const;

/**
 * Starts bubblewrap up to its gate. Its arguments go over a pipe: a command line can be read by every user of the
 * machine, and the script's environment stands in it.
 */
export async function startBubblewrap(options: BubblewrapOptions): Promise<WaitingBubblewrap> {
  const [file = bubblewrapPath, ...args] = [
    ...(options.launcher?.command ?? []),
    ...[bubblewrapPath, '--args', String(descriptors.arguments), '--', ...options.command],
  ];
  const child = spawn(file, args, {
    cwd: '/',
    env: options.launcher?.env ?? {},
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    ...(options.dropsUser ? { uid: sandboxUserId, gid: sandboxUserId } : {}),
  });
  const failedToSpawn = new Promise<never>((_, reject) =>
    child.once('error', (error) => reject(refusal(error.message, error))),
  );
  failedToSpawn.catch(() => {});
  const pipe = (index: number) => child.stdio[index] as (Readable & Writable) | null;
  const [stdout, stderr, gate, status, seccomp, argumentPipe] = [1, 2, 3, 4, 5, 6].map(pipe);
  if (!stdout || !stderr || !gate || !status || !seccomp || !argumentPipe) return failedToSpawn;
  // A box that dies early closes its ends; that is seen by its exit, not by an error on a pipe.
  for (const stream of [gate, seccomp, argumentPipe]) stream.on('error', () => {});

  const list = buildBubblewrapArguments(options.view, descriptors).slice(0, -1);
  argumentPipe.end(list.map((argument) => `${argument}\0`).join(''));
  seccomp.end(options.seccompFilter);

  let said = '';
  const firstPid = new Promise<number>((resolve, reject) => {
    status.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const pid = /"child-pid": (\d+)/.exec(said)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
    child.once('close', () => reject(refusal(complaint.trim() || 'bubblewrap ended without a word')));
  });
  let complaint = '';
  const listen = (bytes: Buffer) => {
    complaint += bytes.toString();
  };
  stderr.on('data', listen);
  const pid = await Promise.race([firstPid, failedToSpawn]);
  // From the gate on, stderr is the script's.
  stderr.off('data', listen).pause();
  return {
    process: child,
    stdout,
    stderr,
    firstPid: pid,
    // Bubblewrap tells an exit code only when the program was reached (its man page, --json-status-fd).
    hasBegun: () => said.includes('"exit-code"'),
    open: () => gate.end('x'),
    async end() {
      const closed = new Promise((resolve) => child.once('close', resolve));
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await closed;
    },
  };
}

function refusal(detail: string, cause?: unknown): SandboxError {
  return new SandboxError('unavailable', `the local sandbox could not be set up: ${detail}`, cause);
}
