import { Script } from 'node:vm';

/** What a person's expression may take of the thread that everything else waits for. */
export const longestMs = 100;

const slot = Symbol.for('automa.watched-run');
const script = new Script('globalThis[Symbol.for("automa.watched-run")]()');

/**
 * Runs something synchronous and ends it after `longestMs`, wherever it stands: only the virtual machine can do that
 * within one thread. It costs some 150 µs, the thread of the watch.
 */
export function runWatched<Result>(run: () => Result): Result {
  Object.defineProperty(globalThis, slot, { value: run, configurable: true });
  try {
    // what the script answers is what `run` answers
    return script.runInThisContext({ timeout: longestMs }) as Result;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
}

/** Whether that is what was thrown for taking too long. */
export function isTooLong(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
