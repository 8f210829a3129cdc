import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SecondInstance {
  argv: string[];
  cwd: string;
}

/**
 * One instance per user-data folder. Asking is synchronous in Electron, so this is made of files: whoever writes
 * the lock first has it, and others leave their command line beside it and end.
 */
export function takeInstanceLock(folder: string, onSecond: (second: SecondInstance) => void): boolean {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'standin.lock');
  const calls = join(folder, 'standin-calls');
  const holder = readHolder(lock);
  if (holder !== undefined && isAlive(holder)) {
    const call: SecondInstance = { argv: process.argv, cwd: process.cwd() };
    writeFileSync(join(calls, `${process.pid}.json`), JSON.stringify(call));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  rmSync(calls, { recursive: true, force: true });
  mkdirSync(calls);
  const watcher = watch(calls, (_kind, name) => {
    if (name === null) return;
    const call = readCall(join(calls, name));
    if (call !== undefined) onSecond(call);
  });
  watcher.unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

function readHolder(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Read once: the file is taken away with it. A half-written one is announced again when it is whole. */
function readCall(file: string): SecondInstance | undefined {
  try {
    const call: SecondInstance = JSON.parse(readFileSync(file, 'utf8'));
    rmSync(file);
    return call;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
