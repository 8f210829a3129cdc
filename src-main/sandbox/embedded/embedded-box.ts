import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { listBoxFiles, makeBoxEnvironment } from '../box-files.ts';
import type { Binding, Box, BoxEnd, BoxSpec, OutputSink } from '../sandbox.ts';
import {
  type BeginMessage,
  decodeFile,
  type EndMessage,
  encodeFile,
  encodeFrame,
  type Frame,
  frameKinds,
} from './child/frames.ts';
import { formatEndLine } from './end-line.ts';
import type { PythonProcess } from './python-process.ts';
import { watchMemory } from './resident-memory.ts';

const mib = 1024 * 1024;
const maximumOutFiles = 100_000;
/** The child ends itself at its deadline too, a little later, in case this process is gone by then. */
const ownDeadlineSlackMs = 1_000;
/** A process ended with SIGKILL, as a shell and the runner write it. */
const killedExitCode = 137;

/** A script in an embedded Python that was made ready for it alone. */
export function makeEmbeddedBox(spec: BoxSpec, python: PythonProcess, binding: Binding): Box {
  const { profile } = spec;
  let stoppedBy: 'caller' | 'deadline' | 'memory' | undefined;
  let wasClosed = false;
  void python.closed.then(() => (wasClosed = true));
  const stop = (reason: typeof stoppedBy) => {
    stoppedBy ??= reason;
    python.kill();
  };

  return {
    binding,
    wasStarted: false,
    async run(sink: OutputSink): Promise<BoxEnd> {
      python.stdout.on('data', (bytes: Buffer) => sink.write('stdout', bytes));
      python.stderr.on('data', (bytes: Buffer) => sink.write('stderr', bytes));
      python.stderr.resume();
      let answer: EndMessage | undefined;
      const receive = makeOutReceiver(spec.outDir, profile.outMb * mib);
      python.onFrame(async (frame) => {
        if (frame.kind === frameKinds.file) await receive(frame);
        if (frame.kind === frameKinds.answer) answer = JSON.parse(frame.payload.toString('utf8'));
      });
      const memory = watchMemory(python.pid, profile.memoryMb * mib, () => stop('memory'));
      const deadline = setTimeout(() => stop('deadline'), spec.timeoutSeconds * 1_000);
      await sendScript(spec, python);
      const { code, signal } = await python.closed;
      clearTimeout(deadline);
      memory.end();

      const peakMemoryBytes = memory.peakBytes();
      const end = describeEnd(answer, { code, signal, wasStopped: stoppedBy !== undefined });
      sink.write(
        'stdout',
        formatEndLine(spec.controlNonce, { ...end, timedOut: stoppedBy === 'deadline', peakMemoryBytes }),
      );
      return {
        exitCode: end.exitCode,
        signal: end.signal,
        oomKilled: stoppedBy === 'memory' || (answer?.memoryRefused === true && end.exitCode !== 0),
        trouble: explainTrouble(answer, stoppedBy === undefined ? signal : null),
        peakMemoryBytes,
        cpuSeconds: end.cpuSeconds,
      };
    },
    async stop(): Promise<void> {
      // No signal reaches Python while it computes, so there is nothing to wait a grace for.
      if (!wasClosed) stop('caller');
      await python.closed;
    },
    async dispose(): Promise<void> {
      python.kill();
      await python.closed;
    },
  };
}

/** Everything the script may see is sent; a link in the tree is sent as what it points to inside the tree, or not at all. */
async function sendScript(spec: BoxSpec, python: PythonProcess): Promise<void> {
  for (const entry of await readdir(spec.scriptDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const inside = path.slice(spec.scriptDir.length + 1).replaceAll('\\', '/');
    python.send(encodeFile(`/script/${inside}`, await readFile(path)));
  }
  for (const [name, text] of listBoxFiles(spec)) python.send(encodeFile(`/automa/${name}`, Buffer.from(text)));
  const begin: BeginMessage = {
    env: makeBoxEnvironment(spec),
    memoryBytes: spec.profile.memoryMb * mib,
    timeoutMs: spec.timeoutSeconds * 1_000 + ownDeadlineSlackMs,
    outBytes: spec.profile.outMb * mib,
    outFiles: maximumOutFiles,
  };
  python.send(encodeFrame(frameKinds.message, JSON.stringify(begin)));
  python.send(encodeFrame(frameKinds.go));
}

/** Writes what comes out of /out. The child is not believed: neither its paths nor that it kept to the caps. */
function makeOutReceiver(outDir: string, maximumBytes: number): (frame: Frame) => Promise<void> {
  let bytesLeft = maximumBytes;
  let filesLeft = maximumOutFiles;
  return async (frame) => {
    const { path, bytes } = decodeFile(frame.payload);
    bytesLeft -= bytes.byteLength;
    filesLeft -= 1;
    if (bytesLeft < 0 || filesLeft < 0 || !isPlainPath(path)) throw new RangeError(`/out: ${path} was refused`);
    const target = join(outDir, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, bytes, { flag: 'wx', mode: 0o600 });
  };
}

/** Relative, without steps upwards, and meaning the same on every system. */
export function isPlainPath(path: string): boolean {
  return (
    path !== '' &&
    !posix.isAbsolute(path) &&
    posix.normalize(path) === path &&
    !path.startsWith('..') &&
    !/[\\:\0]/.test(path)
  );
}

interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  wasStopped: boolean;
}

type DescribedEnd = Omit<Parameters<typeof formatEndLine>[1], 'timedOut' | 'peakMemoryBytes'>;

/** What the child said of the end; where it could not say anything, what its process tells. */
function describeEnd(answer: EndMessage | undefined, { code, signal, wasStopped }: ProcessEnd): DescribedEnd {
  if (answer !== undefined) {
    const { exitCode, exception, syntaxError, cpuSeconds } = answer;
    return { exitCode, signal: null, exception, syntaxError, cpuSeconds };
  }
  const silent = { syntaxError: null, cpuSeconds: null };
  if (wasStopped || signal === 'SIGKILL')
    return { ...silent, exitCode: killedExitCode, signal: 'SIGKILL', exception: null };
  const message = `the embedded Python broke down (code ${code}, signal ${signal})`;
  return {
    ...silent,
    exitCode: code === null || code === 0 ? 134 : code,
    signal,
    exception: { class: 'EmbeddedPythonFailure', message },
  };
}

function explainTrouble(answer: EndMessage | undefined, signalFromOutside: NodeJS.Signals | null): BoxEnd['trouble'] {
  if (typeof answer?.outExceeded === 'string') return { code: 'disk-quota', detail: answer.outExceeded };
  if (answer === undefined && signalFromOutside === 'SIGKILL') {
    return { code: 'killed-outside', detail: 'the embedded Python was ended by SIGKILL from outside' };
  }
  return null;
}
