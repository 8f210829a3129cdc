/**
 * The embedded Python's process: Pyodide under Node's permission model. A file of its own, not part of the bundle; the
 * host starts it with `node --permission`, no environment, and read access to Pyodide, this folder and the runner.
 * The order is the safety: this file closes what Node leaves open, loads Python, closes Python's ways into JavaScript,
 * says it is ready, and only then takes a script. One script, then it ends.
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closeProcess, limitWasmMemory } from './close-process.ts';
import {
  type BeginMessage,
  decodeFile,
  type EndMessage,
  encodeFile,
  encodeFrame,
  frameKinds,
  makeFrameReader,
} from './frames.ts';

const answers = 3;
/** Node's own way out, which asks nobody; not in its type declarations. */
const exit = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);
const readParentId = () => process.ppid;
const [pyodideDir = '', runnerDir = '', zoneDir = ''] = process.argv.slice(2);

/** Looks at the clock and the parent at most this often while Python computes. */
const pollPauseMs = 50;
const megabyte = 1024 * 1024;

let begin: BeginMessage | undefined;
let poll = () => {};

closeProcess();
const memory = limitWasmMemory();
const python = await loadPython();
say(encodeFrame(frameKinds.ready));

const read = makeFrameReader(({ kind, payload }) => {
  if (kind === frameKinds.file) writeFile(decodeFile(payload));
  if (kind === frameKinds.message) take(payload.toString('utf8'));
  if (kind === frameKinds.go && begin !== undefined) runScript(begin);
});
process.stdin.on('data', read);
process.stdin.on('end', () => exit(0));

interface Python {
  boot: {
    run(environment: unknown, spec: unknown): { toJs(options: object): unknown };
    analyze(request: string): string;
  };
  toPy(value: unknown): unknown;
  heapBytes(): number;
  watch(poll: () => void): void;
  fs: MemoryFiles;
}

/** The part of Emscripten's file system that is used here. */
interface MemoryFiles {
  mkdirTree(path: string): void;
  writeFile(path: string, bytes: Uint8Array): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  lstat(path: string): { mode: number; size: number };
  chmod(path: string, mode: number): void;
  isFile(mode: number): boolean;
  isDir(mode: number): boolean;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: object): void;
  mkdev(path: string, mode: number, device: number): void;
}

async function loadPython(): Promise<Python> {
  const { loadPyodide } = await import(pathToFileURL(join(pyodideDir, 'pyodide.mjs')).href);
  // Without `jsglobals` the module `js` would be this process's global object.
  const pyodide = await loadPyodide({
    indexURL: `${pyodideDir}/`,
    env: { HOME: '/tmp' },
    jsglobals: Object.create(null),
  });
  const files = pyodide.FS as MemoryFiles;
  const toDescriptor = (descriptor: number) => ({
    isatty: false,
    write: (bytes: Uint8Array) => writeFully(descriptor, bytes),
  });
  pyodide.setStdin({ stdin: () => null });
  pyodide.setStdout(toDescriptor(1));
  pyodide.setStderr(toDescriptor(2));
  makeWaitDevice(files);
  copyIn(files, runnerDir, '/opt/automa', (name) => name.endsWith('.py'));
  if (zoneDir !== '') copyIn(files, zoneDir, '/usr/share/zoneinfo', (name) => /^([A-Z][\w+-]*|.*\.tab)$/.test(name));
  files.mkdirTree('/opt/embedded');
  files.writeFile('/opt/embedded/boot.py', fs.readFileSync(join(import.meta.dirname, 'boot.py')));
  for (const folder of ['/script', '/automa', '/out', '/tmp']) files.mkdirTree(folder);
  const boot = pyodide.runPython(`
import sys
sys.path[:0] = ["/opt/embedded", "/opt/automa"]
import automa_script, boot
boot.harden()
boot
`);
  return {
    boot,
    toPy: (value) => pyodide.toPy(value),
    heapBytes: () => pyodide._module.HEAP8.length,
    // Python looks at element 0 of this "buffer" every few thousand instructions to see whether it is interrupted.
    watch(look) {
      const answerNotInterrupted = () => {
        look();
        return 0;
      };
      pyodide.setInterruptBuffer(Object.defineProperty({ length: 1 }, 0, { get: answerNotInterrupted, set: () => {} }));
    },
    fs: files,
  };
}

/** Folders of lower-case names are left out of the zones: they repeat all others. */
function copyIn(files: MemoryFiles, from: string, to: string, isWanted: (name: string) => boolean): void {
  files.mkdirTree(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory() && !/^(__pycache__|posix|right)$/.test(entry.name)) copyIn(files, source, target, isWanted);
    if (!entry.isDirectory() && isWanted(entry.name)) files.writeFile(target, fs.readFileSync(source));
  }
}

/** A device that takes the seconds to wait as text: sleeping without spinning, and without a JavaScript object in Python's hands. */
function makeWaitDevice(files: MemoryFiles): void {
  const device = files.makedev(64, 0);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  files.registerDevice(device, {
    write(_stream: unknown, buffer: Uint8Array, offset: number, length: number) {
      const seconds = Number(Buffer.from(buffer.subarray(offset, offset + length)).toString('latin1'));
      // In short pieces, so that a parent that has gone is noticed.
      for (let leftMs = seconds * 1_000; leftMs > 0; leftMs -= pollPauseMs) {
        Atomics.wait(cell, 0, 0, Math.min(leftMs, pollPauseMs));
        poll();
      }
      return length;
    },
  });
  files.mkdev('/dev/wait', 0o222, device);
}

function writeFile({ path, bytes }: { path: string; bytes: Buffer }): void {
  python.fs.mkdirTree(path.slice(0, path.lastIndexOf('/')) || '/');
  python.fs.writeFile(path, bytes);
  python.fs.chmod(path, 0o444);
}

function closeFolder(folder: string): void {
  for (const name of python.fs.readdir(folder)) {
    const path = `${folder}/${name}`;
    if (name !== '.' && name !== '..' && python.fs.isDir(python.fs.lstat(path).mode)) closeFolder(path);
  }
  python.fs.chmod(folder, 0o555);
}

/** A JSON message is either the script's conditions or a draft to parse. */
function take(text: string): void {
  const message: BeginMessage | { files: unknown } = JSON.parse(text);
  if (!('files' in message)) {
    begin = message;
    return;
  }
  say(encodeFrame(frameKinds.answer, python.boot.analyze(text)));
}

function runScript({ env, memoryBytes, timeoutMs, outBytes, outFiles }: BeginMessage): never {
  process.stdin.pause();
  const cpuBefore = process.cpuUsage();
  if (env.TZ !== undefined) process.env.TZ = env.TZ;
  Object.defineProperty(process, 'env', { value: Object.freeze({}), configurable: false, writable: false });
  memory.limitBytes = python.heapBytes() + memoryBytes;
  poll = makePoll(timeoutMs);
  python.watch(poll);
  closeFolder('/script');
  closeFolder('/automa');
  const spec = JSON.parse(Buffer.from(python.fs.readFile('/automa/spec.json')).toString('utf8'));
  const end = executeScript(env, spec);
  memory.limitBytes = Number.POSITIVE_INFINITY;
  const outExceeded = sendOut('/out', { bytes: outBytes, files: outFiles });
  const cpu = process.cpuUsage(cpuBefore);
  const message: EndMessage = {
    ...end,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    memoryRefused: memory.refused,
    outExceeded,
  };
  say(encodeFrame(frameKinds.answer, JSON.stringify(message)));
  return exit(end.exitCode);
}

type Outcome = Pick<EndMessage, 'exitCode' | 'exception' | 'syntaxError'>;

function executeScript(env: BeginMessage['env'], spec: unknown): Outcome {
  try {
    const outcome = python.boot.run(python.toPy(env), python.toPy(spec));
    const { exitCode, exception, syntaxError } = outcome.toJs({ dict_converter: Object.fromEntries }) as Outcome;
    return { exitCode, exception: exception ?? null, syntaxError: syntaxError ?? null };
  } catch (thrown) {
    // `os._exit` unwinds the whole machine; anything else that gets here has broken it.
    const { status, message } = thrown as { status?: unknown; message?: unknown };
    if (typeof status === 'number') return { exitCode: status & 0xff, exception: null, syntaxError: null };
    return {
      exitCode: 134,
      exception: { class: 'EmbeddedPythonFailure', message: String(message).slice(0, 2_000) },
      syntaxError: null,
    };
  }
}

/** The host ends a script that is late; this holds while the host is gone or its Python never lets JavaScript run. */
function makePoll(timeoutMs: number): () => void {
  const parent = readParentId();
  const deadline = performance.now() + timeoutMs;
  let nextAt = 0;
  return () => {
    const now = performance.now();
    if (now < nextAt) return;
    nextAt = now + pollPauseMs;
    if (now > deadline || readParentId() !== parent) exit(137);
  };
}

/** Sends plain files only; answers what was over a cap. */
function sendOut(top: string, caps: { bytes: number; files: number }): string | null {
  let bytes = 0;
  let files = 0;
  const pending = [top];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of python.fs.readdir(folder)) {
      if (name === '.' || name === '..') continue;
      const path = `${folder}/${name}`;
      const { mode, size } = python.fs.lstat(path);
      files += 1;
      if (files > caps.files) return `/out held more than ${caps.files} files`;
      if (python.fs.isDir(mode)) pending.push(path);
      if (!python.fs.isFile(mode)) continue;
      bytes += size;
      if (bytes > caps.bytes) return `/out held more than ${Math.floor(caps.bytes / megabyte)} MiB`;
      say(encodeFile(path.slice(top.length + 1), python.fs.readFile(path)));
    }
  }
  return null;
}

function say(frame: Buffer): void {
  writeFully(answers, frame);
}

/** Waits while the pipe is full: each write of the script is with the host before the script goes on. */
function writeFully(descriptor: number, bytes: Uint8Array): number {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += fs.writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') exit(137);
    }
  }
  return bytes.length;
}
