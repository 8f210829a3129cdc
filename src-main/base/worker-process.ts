import { type ChildProcess, fork } from 'node:child_process';
import { coerceError } from './errors.ts';

/** What a worker process can be asked: name of the task → what goes in and what comes back. */
export type TaskMap<Tasks> = { [Name in keyof Tasks]: { input: unknown; output: unknown } };

/** Work over 20 ms, away from the event loop: a child process, for the SQLite driver is safe in no worker thread. */
export interface WorkerProcess<Tasks extends TaskMap<Tasks>> {
  /** Rejects when the task throws, when the process dies, and at once when the signal aborts. */
  call<Name extends keyof Tasks & string>(
    task: Name,
    input: Tasks[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Tasks[Name]['output']>;
  /** Ends the process; calls under way are rejected. */
  close(): void;
}

/** Messages to the child. */
export type Request = { id: number; task: string; input: unknown } | { cancel: number };
/** Messages back. */
export type Response = { id: number; output: unknown } | { id: number; error: Error };

interface Call {
  task: string;
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * Starts the process when it is first needed, again after a crash, and ends it when it was idle for `idleMs`. The
 * child ends by itself when this process is gone (`serveTasks`).
 */
export function makeWorkerProcess<Tasks extends TaskMap<Tasks>>(options: {
  entry: string;
  args: readonly string[];
  execArgv?: readonly string[];
  /** The Node to run it with; this one by default. */
  nodePath?: string;
  idleMs?: number;
  logger: { warn(details: object, message: string): void };
}): WorkerProcess<Tasks> {
  const { entry, args, execArgv = [], nodePath = process.execPath, idleMs = 60_000, logger } = options;
  const calls = new Map<number, Call>();
  let lastId = 0;
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;

  const start = (): ChildProcess => {
    const started = fork(entry, args, {
      execArgv: [...execArgv],
      execPath: nodePath,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', (message) => settle(message as Response)); // only serveTasks is at the other end
    started.on('error', (error) => lose(started, error.message));
    started.on('exit', (code, signal) => lose(started, signal ?? `exit code ${code}`));
    return started;
  };
  const settle = (response: Response) => {
    const call = calls.get(response.id);
    calls.delete(response.id);
    if ('error' in response) call?.reject(response.error);
    else call?.resolve(response.output);
    restWhenIdle();
  };
  const lose = (lost: ChildProcess, why: string) => {
    if (child !== lost) return;
    child = undefined;
    clearTimeout(idle);
    if (calls.size === 0) return;
    logger.warn({ why, tasks: [...calls.values()].map(({ task }) => task) }, 'the worker process ended at work');
    for (const { task, reject } of calls.values()) reject(new Error(`the worker process ended during ${task}: ${why}`));
    calls.clear();
  };
  const end = () => {
    const ending = child;
    child = undefined;
    ending?.disconnect();
  };
  /** While nothing is asked of it, the child keeps neither itself nor this process alive. */
  const restWhenIdle = () => {
    if (calls.size > 0 || child === undefined) return;
    child.unref();
    child.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(end, idleMs);
    idle.unref();
  };
  const wake = (): ChildProcess => {
    clearTimeout(idle);
    child ??= start();
    child.ref();
    child.channel?.ref();
    return child;
  };

  return {
    call: (task, input, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const id = ++lastId;
        const worker = wake();
        const cancel = () => {
          if (!calls.delete(id)) return;
          worker.send({ cancel: id } satisfies Request, () => {});
          reject(coerceError(signal?.reason));
          restWhenIdle();
        };
        const finish = (act: () => void) => {
          signal?.removeEventListener('abort', cancel);
          act();
        };
        calls.set(id, {
          task,
          resolve: (output) => finish(() => resolve(output)),
          reject: (error) => finish(() => reject(error)),
        });
        signal?.addEventListener('abort', cancel);
        worker.send({ id, task, input } satisfies Request, (error) => {
          if (error !== null) lose(worker, error.message);
        });
      }),
    close: () => {
      const closing = child;
      if (closing === undefined) return;
      closing.disconnect();
      lose(closing, 'it was closed');
    },
  };
}
