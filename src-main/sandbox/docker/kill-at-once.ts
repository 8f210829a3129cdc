import { readFileSync } from 'node:fs';
import type { Engine } from './engine.ts';

/** The process of this machine that is process 1 of a container; undefined where only the engine can reach it. */
export async function findInit(engine: Engine, containerId: string): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { State } = await engine.inspect(containerId);
  return State.Pid > 0 ? State.Pid : undefined;
}

/**
 * Kills process 1 of a container directly: an engine takes hundreds of milliseconds to pass a signal on, in which a
 * fast script writes half a gigabyte. Answers false where only the engine can do it.
 */
export function killAtOnce(pid: number, containerId: string): boolean {
  try {
    // Numbers of processes are used again: only one whose cgroup is the container's may be killed
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(containerId) && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
