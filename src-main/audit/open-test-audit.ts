import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChangeFeed, makeChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { type Audit, makeAudit } from './audit.ts';
import { openMirror } from './mirror.ts';

/** A clock that stands still until it is told otherwise. */
interface TestClock extends Clock {
  set(at: number): void;
  advance(ms: number): void;
  /** Sets the wall clock on or back; no time passes. */
  jump(ms: number): void;
}

export interface TestAudit {
  database: Database;
  audit: Audit;
  changes: ChangeFeed;
  dataDir: string;
  clock: TestClock;
  /** Closes everything and removes the data directory. */
  close(): void;
}

const migrationsDir = join(import.meta.dirname, '../../resources/migrations');

export interface TestAuditOptions {
  /** A folder to open instead of a new one; it stays when this is closed. */
  dataDir?: string;
  ballastBytes?: number;
  onTrouble?: (what: string, error: Error) => void;
}

/** A real state database with its audit log, empty and in a folder of its own, for the tests of every room. */
export function openTestAudit(startAt: number = Date.UTC(2026, 0, 15, 12), options: TestAuditOptions = {}): TestAudit {
  const { ballastBytes = 0, onTrouble = failLoudly } = options;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'automa-test-'));
  const clock = makeTestClock(startAt);
  const database = openDatabase({ dataDir, migrationsDir, now: startAt, ballastBytes });
  const changes = makeChangeFeed();
  const mirror = openMirror(dataDir);
  const audit = makeAudit({ database, dataDir, clock, boot: newId(startAt), changes, mirror, onTrouble });
  return {
    database,
    audit,
    changes,
    dataDir,
    clock,
    close: () => {
      audit.close();
      database.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Nothing beside the database fails in a test by accident. */
function failLoudly(what: string, error: Error): never {
  throw new Error(what, { cause: error });
}

function makeTestClock(startAt: number): TestClock {
  let now = startAt;
  let elapsed = 0;
  return {
    now: () => now,
    monotonic: () => elapsed,
    set: (at) => {
      elapsed += Math.max(0, at - now);
      now = at;
    },
    jump: (ms) => {
      now += ms;
    },
    advance: (ms) => {
      elapsed += ms;
      now += ms;
    },
  };
}
