import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from './database.ts';

export const migrationsDir = resolve(import.meta.dirname, '../../resources/migrations');

/** An empty folder that goes with the test. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'automa-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The state database as the product opens it; closed with the test. */
export function openTestDatabase(
  dataDir: string,
  options: { migrationsDir?: string; ballastBytes?: number } = {},
): Database {
  const database = openDatabase({ dataDir, migrationsDir, now: 0, ...options });
  onTestFinished(() => database.close());
  return database;
}

/** A plain connection to the file, for looking at it and for damaging it; closed with the test. */
export function openRaw(dataDir: string): Sqlite.Database {
  const file = new Sqlite(join(dataDir, 'automa.db'));
  onTestFinished(() => void file.close());
  return file;
}

/** What SQLite itself finds wrong with a file: pages, and references to rows that are not there. */
export function findFaults(dataDir: string): unknown[] {
  const file = openRaw(dataDir);
  const damage = (file.pragma('quick_check') as { quick_check: string }[]).filter(
    ({ quick_check }) => quick_check !== 'ok',
  );
  return [...damage, ...(file.pragma('foreign_key_check') as unknown[])];
}

/** Starts a source file as a process of its own; its output is piped. */
export function startChild(entry: string, args: readonly string[]): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, ['--no-warnings', entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}
