import type { Problem } from '#contract/scripts.ts';
import { encodeFrame, frameKinds } from './child/frames.ts';
import { type EmbeddedPaths, type PythonProcess, startPythonProcess } from './python-process.ts';

/** What reading a script without running it tells. */
interface Analysis {
  problems: Problem[];
  /** JSON Schema of `main`'s parameters, or the one the script declares; null where there is none. */
  inputSchema: Record<string, unknown> | null;
  /** Where that was read; null where there is none. */
  inputSchemaLine: number | null;
  /** Will `main` be called with the input? */
  callsMain: boolean;
}

interface AnalysisRequest {
  files: readonly { path: string; content: string }[];
  entrypoint: string;
  requirements?: string | undefined;
}

export interface PythonParser {
  /** Rejects when the parser could not answer in time; a script with errors is an answer. */
  analyze(request: AnalysisRequest): Promise<Analysis>;
  close(): Promise<void>;
}

const answerWithinMs = 5_000;
const idleMs = 60_000;

/**
 * Python's own parser, kept warm in an embedded Python of its own: no container per keystroke. One request at a time;
 * a request that is too slow or breaks it costs that child only.
 */
export function makePythonParser(paths: EmbeddedPaths): PythonParser {
  let child: Promise<PythonProcess> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = child;
    child = undefined;
    const python = await ended?.catch(() => undefined);
    python?.kill();
    await python?.closed;
  }

  async function ask(request: AnalysisRequest): Promise<Analysis> {
    clearTimeout(idle);
    child ??= startPythonProcess(paths);
    try {
      return await askOnce(await child, request);
    } catch (error) {
      await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), idleMs);
      idle.unref();
    }
  }

  return {
    analyze(request) {
      const answer = queue.then(() => ask(request));
      queue = answer.catch(() => {});
      return answer;
    },
    close: () => queue.then(end),
  };
}

function askOnce(python: PythonProcess, request: AnalysisRequest): Promise<Analysis> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the script could not be parsed within ${answerWithinMs / 1_000} s`)),
      answerWithinMs,
    );
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    python.onFrame(({ payload }) => settle(() => resolve(JSON.parse(payload.toString('utf8')))));
    void python.closed.then(() => settle(() => reject(new Error('the parser ended while reading the script'))));
    python.send(encodeFrame(frameKinds.message, JSON.stringify(request)));
  });
}
