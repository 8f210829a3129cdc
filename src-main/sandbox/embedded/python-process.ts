import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { SandboxError } from '../sandbox.ts';
import { type Frame, frameKinds, makeFrameReader } from './child/frames.ts';

/** Where the parts of the embedded Python lie; all on the file system, none inside the bundle. */
export interface EmbeddedPaths {
  /** The folder with `automa_script.py`. */
  runnerDir: string;
  /** The `pyodide` package. */
  pyodideDir: string;
  /** `child/child.ts`; its folder goes along. */
  childFile: string;
  /** A Node of version 26: older ones do not shut the network under the permission model. */
  nodePath: string;
}

/** An embedded Python that waits for its script. */
export interface PythonProcess {
  pid: number;
  stdout: Readable;
  stderr: Readable;
  send(frames: Buffer): void;
  /** Frames of the child; it is held up until the promise of the last one is kept. */
  onFrame(listener: (frame: Frame) => void | Promise<void>): void;
  /** Settles when the process is gone and its pipes are read to the end. */
  closed: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(): void;
}

const readyWithinMs = 60_000;
const userId = 65532;
const zoneDir = '/usr/share/zoneinfo';
const signalSetter = '/usr/bin/setpriv';
/** A frame carries at most one artifact. */
const longestFrameBytes = 1024 * 1024 * 1024;

/** Starts Node with Pyodide under the permission model and waits until Python is up and its ways out are closed. */
export async function startPythonProcess(paths: EmbeddedPaths): Promise<PythonProcess> {
  const [file = paths.nodePath, ...args] = buildCommand(paths);
  const child = spawn(file, args, {
    cwd: dirname(paths.childFile),
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(canDropUser(paths) ? { uid: userId, gid: userId } : {}),
  });
  return openProcess(child);
}

/** No environment, no files but its own, no network, no processes, no threads, no code from strings. */
function buildCommand({ nodePath, pyodideDir, childFile, runnerDir }: EmbeddedPaths): string[] {
  const zones = existsSync(zoneDir) ? [zoneDir] : [];
  const readable = [pyodideDir, dirname(childFile), runnerDir, ...zones];
  return [
    // Where the kernel can, it ends the child with us even while Python computes in C and never looks up.
    ...(existsSync(signalSetter) ? [signalSetter, '--pdeathsig', 'KILL', '--'] : []),
    ...[nodePath, '--no-warnings', '--disallow-code-generation-from-strings', '--permission'],
    ...readable.map((folder) => `--allow-fs-read=${folder}`),
    ...[childFile, pyodideDir, runnerDir, ...zones],
  ];
}

async function openProcess(child: ChildProcess): Promise<PythonProcess> {
  const { stdin, stdout, stderr } = child;
  const answers = child.stdio[3] as Readable | null | undefined;
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const failed = new Promise<never>((_, reject) =>
    child.once('error', (error) =>
      reject(new SandboxError('unavailable', `the embedded Python could not be started: ${error.message}`, error)),
    ),
  );
  failed.catch(() => {});
  if (!stdin || !stdout || !stderr || !answers || child.pid === undefined) return failed;
  stdin.on('error', () => {});

  let listener: (frame: Frame) => void | Promise<void> = () => {};
  let handled = Promise.resolve();
  const kill = () => void child.kill('SIGKILL');
  const ready = new Promise<void>((resolve) => {
    const read = makeFrameReader((frame) => {
      if (frame.kind === frameKinds.ready) return resolve();
      answers.pause();
      handled = handled.then(() => listener(frame)).catch(kill);
      void handled.then(() => answers.resume());
    }, longestFrameBytes);
    answers.on('data', (piece: Buffer) => {
      try {
        read(piece);
      } catch {
        kill();
      }
    });
  });

  // Not read once it is ready: what the script prints must not be lost before somebody listens.
  const complaint = collectText(stderr);
  const timer = setTimeout(kill, readyWithinMs);
  await Promise.race([ready, failed, closed.then(() => refuse(complaint.text))]).finally(() => clearTimeout(timer));
  complaint.end();
  return {
    pid: child.pid,
    stdout,
    stderr,
    send: (frames) => void (stdin as Writable).write(frames),
    onFrame(given) {
      listener = given;
    },
    closed: closed.then(async (end) => {
      await handled;
      return end;
    }),
    kill,
  };
}

function collectText(stream: Readable): { readonly text: string; end(): void } {
  let text = '';
  const take = (bytes: Buffer) => {
    text = (text + bytes.toString()).slice(0, 4_000);
  };
  stream.on('data', take);
  return {
    get text() {
      return text;
    },
    end() {
      stream.off('data', take);
      stream.pause();
    },
  };
}

function refuse(complaint: string): never {
  throw new SandboxError(
    'unavailable',
    `the embedded Python did not start: ${complaint.trim() || `it ended, or was not ready within ${readyWithinMs / 1_000} s`}`,
  );
}

/** Root starts it as the sandbox's own user, where that user can reach the files; the permission model holds either way. */
function canDropUser(paths: EmbeddedPaths): boolean {
  if (process.getuid?.() !== 0) return false;
  return Object.values(paths).every(isReachableByAll);
}

function isReachableByAll(path: string): boolean {
  for (let place = path; ; place = dirname(place)) {
    const found = statSync(place, { throwIfNoEntry: false });
    const needed = found?.isDirectory() && place !== path ? 0o001 : 0o004;
    if (found === undefined || (found.mode & needed) === 0) return false;
    if (place === dirname(place)) return true;
  }
}
