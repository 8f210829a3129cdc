import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerInspectInfo } from 'dockerode';
import type { Clock } from '../../base/clock.ts';
import { type EndLine, watchEndLine } from '../end-line.ts';
import { judgeEnd } from '../judge-end.ts';
import { disarmOutFolder, watchOutFolder } from '../out-watch.ts';
import {
  type Binding,
  type Box,
  type BoxEnd,
  type BoxSpec,
  type OutputSink,
  type Resume,
  SandboxError,
} from '../sandbox.ts';
import { attachOutput, type OutputStream, readLogs } from './attach.ts';
import { followLog } from './container-log.ts';
import { type Engine, EngineError } from './engine.ts';
import { findInit, killAtOnce } from './kill-at-once.ts';
import { loadMark, saveMark } from './mark-file.ts';
import { type OutputMark, type OutputTaker, takeOutput } from './output-taker.ts';

export interface BoxParts {
  engine: Engine;
  spec: BoxSpec;
  binding: Binding;
  wasStarted: boolean;
  resume: Resume;
  clock: Clock;
  logger: SandboxLogger;
  /** Aborted when the host lets go of its boxes; they live on. */
  closing: AbortSignal;
}

/** The part of the application's logger this room uses. */
export interface SandboxLogger {
  warn(detail: object, text: string): void;
}

interface Output {
  taker: OutputTaker;
  sink: OutputSink;
}

/** While the output flows the engine is asked this often whether it is still there (bars C4, C17, C19). */
const HEARTBEAT_MS = 5_000;
/** An ended stream is an exit the engine has yet to book, or an early end of the stream. */
const EXIT_GRACE_MS = 2_000;
const EXIT_POLL_MS = 6;
const DRAIN_MS = 2_000;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;
/** How long an engine that is away is waited for; then nobody can know how the run ended. */
const ENGINE_AWAY_MS = 600_000;
/** Up to here the engine's log is cheap enough to read again and fill what attach lost (bar C18). */
const COMPARE_BYTES = 1_048_576;
const KILL_AGAIN_MS = 2_000;
const MARK_MS = 1_000;
const alreadyOver: OutputStream = { ended: Promise.resolve(), close: () => {} };
/** How engines write the start of what never started. */
const NEVER = '0001-01-01';

/** One container and what is done with it. The engine's `wait` is never used: it lies or hangs (traps T2–T5). */
export class DockerBox implements Box {
  readonly binding: Binding;
  readonly wasStarted: boolean;
  readonly #parts: BoxParts;
  #stopAsked = false;
  #engineWasAway = false;
  #init: number | undefined;
  #quotaExceeded: string | undefined;

  constructor(parts: BoxParts) {
    this.#parts = parts;
    this.binding = parts.binding;
    this.wasStarted = parts.wasStarted;
  }

  async run(sink: OutputSink): Promise<BoxEnd> {
    const { spec, resume, clock } = this.#parts;
    const endLine = watchEndLine(spec.controlNonce);
    const taker = takeOutput(sink, resume, endLine.take);
    const stream = this.wasStarted ? await this.#takeUp({ taker, sink }) : await this.#start(taker);
    this.#findInit();
    const watch = watchOutFolder({ outDir: spec.outDir, outMb: spec.profile.outMb }, clock, (detail) =>
      this.#stopForQuota(detail),
    );
    const marking = this.#keepMarks(taker);
    try {
      const last = await this.#follow(stream, { taker, sink });
      return this.#judge(last, endLine.find());
    } finally {
      clearInterval(marking);
      watch.stop();
      await disarmOutFolder(spec.outDir).catch((error: unknown) => this.#warn(error, 'could not look through /out'));
    }
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#stopAsked = true;
    if (graceSeconds > 0 && (await this.#signal('SIGTERM')) && (await this.#isOverWithin(graceSeconds * 1_000))) return;
    while ((await this.#signal('SIGKILL')) && !(await this.#isOverWithin(KILL_AGAIN_MS))) {
      this.#warn(undefined, 'the container still lives after SIGKILL');
    }
  }

  async dispose(): Promise<void> {
    await this.#parts.engine
      .remove(this.binding.id)
      .catch((error: unknown) => this.#warn(error, 'could not remove the container'));
  }

  /** Attach first, so that no byte is missed, then let go. */
  async #start(taker: OutputTaker): Promise<OutputStream> {
    const { engine } = this.#parts;
    let stream: OutputStream | undefined;
    try {
      stream = await attachOutput(engine.socketPath, this.binding.id, taker.open());
      await engine.start(this.binding.id);
      return stream;
    } catch (thrown) {
      const state = await this.#inspectPatiently();
      // The answer may have been lost though the script began; in doubt it has.
      if (stream && (state ? !hasNeverStarted(state) : this.#engineWasAway)) return stream;
      stream?.close();
      await this.dispose();
      throw refuseToStart(thrown);
    }
  }

  /** The script has begun, so an engine that does not answer yet is no reason to give it up. */
  async #takeUp(output: Output): Promise<OutputStream> {
    const mark = await loadMark(this.#parts.spec.workDir);
    for (;;) {
      try {
        return await this.#followLog(output, mark);
      } catch (error) {
        this.#warn(error, 'could not read the log of the container; trying again');
      }
      if ((await this.#inspectPatiently(output.sink)) === undefined) return alreadyOver;
      await this.#pause(RETRY_FIRST_MS);
    }
  }

  #followLog(output: Output, mark: OutputMark | undefined): Promise<OutputStream> {
    const source = { socketPath: this.#parts.engine.socketPath, containerId: this.binding.id };
    return followLog(source, { ...output, mark });
  }

  /** Writes down where the output stands, so that after a crash of the host its place in a cut log is found. */
  #keepMarks(taker: OutputTaker): NodeJS.Timeout {
    let markedBytes = 0;
    const timer = setInterval(() => {
      const bytes = taker.taken.stdoutBytes + taker.taken.stderrBytes;
      if (bytes === markedBytes || this.#parts.closing.aborted) return;
      markedBytes = bytes;
      saveMark(this.#parts.spec.workDir, taker.mark()).catch((error: unknown) =>
        this.#warn(error, 'could not keep the place in the output'),
      );
    }, MARK_MS);
    return timer.unref();
  }

  /** Reads to the end of the output and of the container; answers the engine's last word, undefined when there is none. */
  async #follow(
    first: OutputStream,
    output: { taker: OutputTaker; sink: OutputSink },
  ): Promise<ContainerInspectInfo | undefined> {
    const { taker, sink } = output;
    let stream = first;
    // The host lets go: a stream left open would keep its process from ending
    const letGo = () => stream.close();
    this.#parts.closing.addEventListener('abort', letGo);
    try {
      for (;;) {
        const ended = await this.#endsWithin(stream, HEARTBEAT_MS);
        const state = ended ? await this.#awaitExit(sink) : await this.#inspectPatiently(sink);
        if (state === undefined || !state.State.Running) {
          if (!ended) await this.#endsWithin(stream, DRAIN_MS);
          stream.close();
          if (state) await this.#fillFromLog(taker);
          return state;
        }
        if (ended) stream = await this.#readAgain(stream, output);
      }
    } finally {
      this.#parts.closing.removeEventListener('abort', letGo);
    }
  }

  /** The stream ended though the script runs: the engine's log has all of it. */
  async #readAgain(ended: OutputStream, output: Output): Promise<OutputStream> {
    try {
      return await this.#followLog(output, output.taker.mark());
    } catch (error) {
      this.#warn(error, 'could not read the log of the container; trying again');
      await this.#pause(RETRY_FIRST_MS);
      return ended;
    }
  }

  async #fillFromLog(taker: OutputTaker): Promise<void> {
    if (taker.taken.stdoutBytes + taker.taken.stderrBytes > COMPARE_BYTES) return;
    const query = { containerId: this.binding.id, follow: false };
    try {
      const log = await readLogs(this.#parts.engine.socketPath, query, taker.open());
      if (!(await this.#endsWithin(log, DRAIN_MS))) log.close();
    } catch (error) {
      this.#warn(error, 'could not compare the output with the log of the engine');
    }
  }

  async #awaitExit(sink: OutputSink): Promise<ContainerInspectInfo | undefined> {
    const until = this.#parts.clock.monotonic() + EXIT_GRACE_MS;
    for (;;) {
      const state = await this.#inspectPatiently(sink);
      if (!state?.State.Running || this.#parts.clock.monotonic() > until) return state;
      await this.#pause(EXIT_POLL_MS);
    }
  }

  /** Asks until the engine answers, with growing pauses; undefined when the container is gone or the engine stays away. */
  async #inspectPatiently(sink?: OutputSink): Promise<ContainerInspectInfo | undefined> {
    const { engine, clock } = this.#parts;
    const until = clock.monotonic() + ENGINE_AWAY_MS;
    let pauseMs = RETRY_FIRST_MS;
    while (clock.monotonic() < until) {
      try {
        return await engine.inspect(this.binding.id);
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return undefined;
        if (!this.#engineWasAway) sink?.note('the container engine does not answer; waiting for it');
        this.#engineWasAway = true;
        this.#warn(error, 'the container engine does not answer');
      }
      await this.#pause(pauseMs);
      pauseMs = Math.min(RETRY_LAST_MS, pauseMs * 2);
    }
    return undefined;
  }

  /** Not waited for: known by the time a quota can be exceeded, and of no use before. */
  #findInit(): void {
    findInit(this.#parts.engine, this.binding.id).then(
      (pid) => {
        this.#init = pid;
      },
      () => {}, // then the engine is asked to do it
    );
  }

  #stopForQuota(detail: string): void {
    this.#quotaExceeded = detail;
    if (this.#init !== undefined && killAtOnce(this.#init, this.binding.id)) return;
    this.#signal('SIGKILL').catch((error: unknown) => this.#warn(error, 'could not stop the container over its quota'));
  }

  /** Answers whether there is still something to wait for. */
  async #signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    try {
      return await this.#parts.engine.kill(this.binding.id, signal);
    } catch (error) {
      this.#warn(error, `could not send ${signal}`);
      await this.#pause(RETRY_FIRST_MS);
      return true;
    }
  }

  async #isOverWithin(ms: number): Promise<boolean> {
    const until = this.#parts.clock.monotonic() + ms;
    for (let pauseMs = 10; ; pauseMs = Math.min(200, pauseMs * 2)) {
      const state = await this.#inspectPatiently();
      if (!state?.State.Running) return true;
      if (this.#parts.clock.monotonic() > until) return false;
      await this.#pause(pauseMs);
    }
  }

  async #endsWithin(stream: OutputStream, ms: number): Promise<boolean> {
    const timer = new AbortController();
    const ended = stream.ended.then(() => true);
    const late = this.#pause(ms, timer.signal).then(() => false);
    try {
      return await Promise.race([ended, late]);
    } finally {
      timer.abort();
    }
  }

  /** Never ends once the host lets go: who awaits the run then must not take it for over. */
  async #pause(ms: number, cancel?: AbortSignal): Promise<void> {
    const { closing } = this.#parts;
    const signal = cancel ? AbortSignal.any([closing, cancel]) : closing;
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      if (closing.aborted) await new Promise<never>(() => {});
    }
  }

  #judge(last: ContainerInspectInfo | undefined, endLine: EndLine | undefined): BoxEnd {
    return judgeEnd({
      exit: last && { code: last.State.ExitCode, oomKilled: last.State.OOMKilled },
      endLine,
      engineWasAway: this.#engineWasAway,
      stopAsked: this.#stopAsked,
      quotaExceeded: this.#quotaExceeded,
    });
  }

  #warn(thrown: unknown, text: string): void {
    const { spec } = this.#parts;
    this.#parts.logger.warn(
      { error: thrown, runId: spec.runId, attempt: spec.attempt, containerId: this.binding.id },
      text,
    );
  }
}

/** True while nothing of the script's has run. */
export function hasNeverStarted(state: ContainerInspectInfo): boolean {
  return state.State.StartedAt.startsWith(NEVER);
}

function refuseToStart(thrown: unknown): SandboxError {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof EngineError && thrown.kind === 'refused') {
    return new SandboxError('invalid', `the container does not start: ${detail}`, thrown);
  }
  return new SandboxError('unavailable', `the container engine could not start the container: ${detail}`, thrown);
}
