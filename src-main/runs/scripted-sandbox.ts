import type { Executor } from '#contract/profile.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import {
  attemptKey,
  type Box,
  type BoxEnd,
  type BoxSpec,
  type OutputSink,
  type Sandbox,
  type SandboxError,
} from '../sandbox/sandbox.ts';

/** A sandbox for tests of the rooms above: the test plays the scripts. Its boxes outlive a host, as containers do. */
export interface ScriptedSandbox extends Sandbox {
  /** Boxes that exist now. */
  boxes(): ScriptedBox[];
  /** The box of a run, as soon as its script has been let go. */
  started(runId: string): Promise<ScriptedBox>;
  /** What the next `prepare` throws, or the next ones. */
  failNext(error: SandboxError, times?: number): void;
  /** What the next `run` throws: the box is made and bound, its script is not let go. */
  failLetGo(error: SandboxError): void;
  /** While false the executor is not healthy, and `adopt` throws. */
  answers: boolean;
  /** Settles before `prepare` goes on; replace it to hold a start back. */
  gate: Promise<void>;
  health: Partial<ExecutorHealth>;
  preparedTimes: number;
}

export interface ScriptedBox {
  spec: BoxSpec;
  isStarted: boolean;
  stops: number[];
  imageDigest: string | null;
  print(text: string, stream?: 'stdout' | 'stderr'): void;
  /** A control line of the runner. */
  say(message: Record<string, unknown>): void;
  /** Ends the script; without arguments with exit code 0. */
  end(end?: Partial<BoxEnd>): void;
}

interface KeptBox extends ScriptedBox {
  id: string;
  output: { stream: 'stdout' | 'stderr'; bytes: Buffer }[];
  over: PromiseWithResolvers<BoxEnd>;
  sink: OutputSink | undefined;
}

const ordinaryEnd: BoxEnd = {
  exitCode: 0,
  signal: null,
  oomKilled: false,
  trouble: null,
  peakMemoryBytes: null,
  cpuSeconds: null,
};

/** `ignoresTerm`: its scripts do not end when they are asked to; a test ends them. */
export function makeScriptedSandbox(
  options: { executor?: Executor; ignoresTerm?: boolean; imageDigest?: () => string | null } = {},
): ScriptedSandbox {
  const { executor = 'docker', ignoresTerm = false, imageDigest = () => 'sha256:1' } = options;
  const kept = new Map<string, KeptBox>();
  const waiting = new Map<string, PromiseWithResolvers<ScriptedBox>>();
  const failures: SandboxError[] = [];
  const failuresToLetGo: SandboxError[] = [];
  let made = 0;

  const awaited = (runId: string) => {
    const known = waiting.get(runId) ?? Promise.withResolvers<ScriptedBox>();
    waiting.set(runId, known);
    return known;
  };

  function makeKept(spec: BoxSpec): KeptBox {
    const box: KeptBox = {
      id: `box-${++made}`,
      spec,
      isStarted: false,
      stops: [],
      imageDigest: spec.imageDigest ?? imageDigest(),
      output: [],
      over: Promise.withResolvers(),
      sink: undefined,
      print: (text, stream = 'stdout') => {
        const bytes = Buffer.from(text);
        box.output.push({ stream, bytes });
        box.sink?.write(stream, bytes);
      },
      say: (message) => box.print(`\x1eautoma:${spec.controlNonce} ${JSON.stringify(message)}\n`),
      end: (end = {}) => box.over.resolve({ ...ordinaryEnd, ...end }),
    };
    kept.set(box.id, box);
    return box;
  }

  function toBox(box: KeptBox, resume: { stdoutBytes: number; stderrBytes: number }): Box {
    return {
      binding: { executor, id: box.id, imageDigest: box.imageDigest, unenforced: [] },
      wasStarted: box.isStarted,
      run: async (sink) => {
        const failure = failuresToLetGo.shift();
        if (failure !== undefined) throw failure;
        const left = { stdout: resume.stdoutBytes, stderr: resume.stderrBytes };
        for (const { stream, bytes } of box.output) {
          const known = Math.min(left[stream], bytes.length);
          left[stream] -= known;
          if (known < bytes.length) sink.write(stream, bytes.subarray(known));
        }
        box.sink = sink;
        box.isStarted = true;
        awaited(box.spec.runId).resolve(box);
        return box.over.promise;
      },
      stop: async (graceSeconds) => {
        box.stops.push(graceSeconds);
        if (box.isStarted && !ignoresTerm) box.end({ exitCode: 143 });
      },
      dispose: async () => {
        kept.delete(box.id);
        if (box.sink !== undefined) waiting.delete(box.spec.runId); // a later attempt is another box
      },
    };
  }

  const sandbox: ScriptedSandbox = {
    executor,
    answers: true,
    gate: Promise.resolve(),
    health: {},
    preparedTimes: 0,
    boxes: () => [...kept.values()],
    started: (runId) => awaited(runId).promise,
    failLetGo: (error) => failuresToLetGo.push(error),
    failNext: (error, times = 1) => failures.push(...Array.from({ length: times }, () => error)),
    probe: async () => ({
      executor,
      ok: sandbox.answers,
      version: '1',
      problem: sandbox.answers ? null : 'does not answer',
      fix: null,
      unenforced: [],
      ...sandbox.health,
    }),
    refuses: () => undefined,
    prepare: async (spec) => {
      sandbox.preparedTimes++;
      await sandbox.gate;
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return toBox(makeKept(spec), { stdoutBytes: 0, stderrBytes: 0 });
    },
    adopt: async ({ id }, _spec, resume) => {
      if (!sandbox.answers) throw new Error('the engine does not answer');
      const box = kept.get(id);
      return box && toBox(box, resume);
    },
    sweep: async (keep) => {
      const orphans = [...kept.values()].filter(({ spec }) => !keep.has(attemptKey(spec.runId, spec.attempt)));
      for (const { id } of orphans) kept.delete(id);
      return orphans.length;
    },
    close: async () => {},
  };
  return sandbox;
}
