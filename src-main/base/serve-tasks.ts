import { coerceError } from './errors.ts';
import type { Request, Response, TaskMap } from './worker-process.ts';

/** How a worker process does its tasks; long ones look at the signal now and then. */
export type TaskHandlers<Tasks extends TaskMap<Tasks>> = {
  [Name in keyof Tasks]: (
    input: Tasks[Name]['input'],
    signal: AbortSignal,
  ) => Tasks[Name]['output'] | Promise<Tasks[Name]['output']>;
};

/** The worker's end of `makeWorkerProcess`: does what it is sent until the parent lets go or dies. */
export function serveTasks<Tasks extends TaskMap<Tasks>>(handlers: TaskHandlers<Tasks>): void {
  const underWay = new Map<number, AbortController>();
  // Names and inputs are checked at the other end by the same map of tasks.
  const untyped = handlers as Record<string, (input: unknown, signal: AbortSignal) => unknown>;

  const work = async (id: number, task: string, input: unknown) => {
    const abort = new AbortController();
    underWay.set(id, abort);
    try {
      const handler = untyped[task];
      if (handler === undefined) throw new Error(`the worker process knows no task ${task}`);
      answer({ id, output: await handler(input, abort.signal) });
    } catch (thrown) {
      if (!abort.signal.aborted) answer({ id, error: coerceError(thrown) });
    } finally {
      underWay.delete(id);
    }
  };

  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const request = message as Request; // only makeWorkerProcess is at the other end
    if ('cancel' in request) underWay.get(request.cancel)?.abort();
    else void work(request.id, request.task, request.input);
  });
}

function answer(response: Response): void {
  process.send?.(response);
}
