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
export interface TestClock extends Clock {
  set(at: number): void;
  advance(ms: number): void;
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

/** A real, empty state database with its audit log in a folder of its own, for the tests of every room. */
export function openTestAudit(startAt: number = Date.UTC(2026, 0, 15, 12)): TestAudit {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-test-'));
  const clock = makeTestClock(startAt);
  const database = openDatabase({ dataDir, migrationsDir, now: startAt });
  const changes = makeChangeFeed();
  const mirror = openMirror(dataDir);
  const audit = makeAudit({ database, dataDir, clock, boot: newId(startAt), changes, mirror });
  return {
    database,
    audit,
    changes,
    dataDir,
    clock,
    close: () => {
      audit.close();
      database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
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
    advance: (ms) => {
      elapsed += ms;
      now += ms;
    },
  };
}
