import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogLine } from '#contract/runs.ts';
import { systemClock } from '../../base/clock.ts';
import { openLogsDatabase } from '../../db/logs-database.ts';
import { makeChunkCache } from './chunk-cache.ts';
import type { ControlMessage } from './control-lines.ts';
import { readPage } from './read-page.ts';
import { openRunLog, type RunLogOptions } from './run-log.ts';

const migrationsDir = resolve(import.meta.dirname, '../../../resources/migrations-logs');
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

function makeBed() {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-run-log-'));
  const logsDb = openLogsDatabase({ dataDir, migrationsDir, now: 0 });
  const troubles: (string | undefined)[] = [];
  const messages: ControlMessage[] = [];
  cleanUps.push(
    () => rmSync(dataDir, { recursive: true }),
    () => logsDb.close(),
  );
  const open = (options: Partial<RunLogOptions> = {}) => {
    const log = openRunLog(
      {
        logsDb,
        clock: systemClock,
        isFollowed: () => false,
        onStored: () => {},
        onTrouble: (error) => troubles.push(error?.message),
      },
      {
        runId: 'run',
        attempt: 1,
        nonce: 'n',
        capBytes: 2 ** 30,
        onControl: (message) => messages.push(message),
        ...options,
      },
    );
    cleanUps.push(() => log.close());
    return log;
  };
  const lines = (): LogLine[] => {
    const all: LogLine[] = [];
    for (let from = 1; ; ) {
      const page = readPage(logsDb, makeChunkCache(logsDb), { runId: 'run', from, limit: 5_000 });
      all.push(...page.lines);
      from = page.nextFrom;
      if (from > page.total) return all;
    }
  };
  const texts = () => lines().map(({ stream, text }) => `${stream}: ${text}`);
  return { dataDir, logsDb, open, lines, texts, troubles, messages };
}

const words = (text: string) => Buffer.from(text);

it('lines are numbered in the order they came in, over both streams and notes', async () => {
  const { open, lines } = makeBed();
  const log = open();
  log.write('stdout', words('one\ntw'));
  log.write('stderr', words('bad\n'));
  log.note('an engine restarted');
  log.write('stdout', words('o\nthree'));
  expect(await log.finish()).toEqual({ lines: 5, bytes: 'one\nbad\nan engine restarted\ntwo\nthree\n'.length });
  expect(lines().map(({ seq, stream, text, attempt }) => [seq, attempt, stream, text])).toEqual([
    [1, 1, 'stdout', 'one'],
    [2, 1, 'stderr', 'bad'],
    [3, 1, 'system', 'an engine restarted'],
    [4, 1, 'stdout', 'two'],
    [5, 1, 'stdout', 'three'],
  ]);
});

it('without being asked it stores within a quarter of a second', async () => {
  const { open, logsDb } = makeBed();
  open().write('stdout', words('hello\n'));
  expect(logsDb.head('run')).toBeUndefined();
  await vi.waitFor(() => expect(logsDb.head('run')?.lines).toBe(1), { timeout: 1_000, interval: 10 });
});

it('a line that is not complete is not stored and not counted; taken up, it comes again as a whole', async () => {
  const { open, texts } = makeBed();
  const first = open();
  first.write('stdout', words('whole\nbeg'));
  first.close();
  const second = open();
  expect(second.resume()).toEqual({ stdoutBytes: 6, stderrBytes: 0 });
  second.write('stdout', words('begun\n'));
  await second.finish();
  expect(texts()).toEqual(['stdout: whole', 'stdout: begun']);
});

it('a log with no output at all becomes complete', async () => {
  const { open, logsDb } = makeBed();
  await open().finish();
  expect(logsDb.head('run')).toMatchObject({ lines: 0, isComplete: true });
});

it('the next attempt goes on behind the last and counts its streams anew', async () => {
  const { open, lines, logsDb } = makeBed();
  const first = open();
  first.write('stdout', words('first\n'));
  await first.endAttempt();
  expect(logsDb.head('run')?.isComplete).toBe(false);
  const second = open({ attempt: 2 });
  expect(second.resume()).toEqual({ stdoutBytes: 0, stderrBytes: 0 });
  second.write('stdout', words('second\n'));
  await second.finish();
  expect(lines().map(({ seq, attempt, text }) => [seq, attempt, text])).toEqual([
    [1, 1, 'first'],
    [2, 2, 'second'],
  ]);
  expect(() => open({ attempt: 1 })).toThrow('the log of run run is at attempt 2');
});

it('what the runner says is handed over and no part of the log, also when whoever listens throws', async () => {
  const { open, texts, messages, troubles } = makeBed();
  const log = open({
    onControl: (message) => {
      messages.push(message);
      throw new Error('no room');
    },
  });
  log.write('stdout', words('a\n\x1eautoma:n {"t":"progress","fraction":0.5,"text":"half"}\nb\n'));
  await log.finish();
  expect(messages).toEqual([{ t: 'progress', fraction: 0.5, text: 'half' }]);
  expect(texts()).toEqual(['stdout: a', 'stdout: b']);
  expect(troubles).toEqual(['no room']);
});

it('whatever is written in whatever frames, each stream keeps its order and every line', () => {
  const frame = fc.tuple(
    fc.constantFrom('stdout' as const, 'stderr' as const),
    fc.oneof(fc.string(), fc.constantFrom('\n', 'x\n', '\n\n', 'é\r\n', 'y'.repeat(70_000))),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
      const { open, lines } = makeBed();
      const log = open();
      for (const [stream, text, flushes] of frames) {
        log.write(stream, words(text));
        if (flushes) log.flush();
      }
      void log.finish();
      const stored = lines();
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
      for (const stream of ['stdout', 'stderr'] as const) {
        const written = frames.filter(([name]) => name === stream).map(([, text]) => words(text).toString());
        const whole = written.join('').replaceAll('\r\n', '\n').replace(/\n$/, '');
        const read = stored.filter((line) => line.stream === stream);
        const joined = read.map((line) => (line.continues ? line.text : `${line.text}\n`)).join('');
        expect(joined.replace(/\n$/, '')).toBe(whole);
      }
    }),
    { numRuns: 40 },
  );
});

describe('the cap', () => {
  it('whole lines up to it are kept, the rest is counted, and the log says both', async () => {
    const { open, texts, logsDb } = makeBed();
    const log = open({ capBytes: 1_000 });
    for (let number = 0; number < 300; number++)
      log.write('stdout', words(`line ${String(number).padStart(4, '0')}\n`));
    log.write('stderr', words('ignored'));
    await log.finish();
    const kept = texts();
    expect(kept.slice(0, 100)).toEqual(
      Array.from({ length: 100 }, (_, n) => `stdout: line ${String(n).padStart(4, '0')}`),
    );
    expect(kept.slice(100)).toEqual([
      'system: The log has reached its limit of 1,000 bytes. What follows is not kept.',
      'system: 2,007 bytes of output are missing here: the log was full.',
    ]);
    expect(logsDb.head('run')).toMatchObject({ stdoutBytes: 3_000, stderrBytes: 7, droppedBytes: 2_007 });
  });

  it('a full log still hears the runner, and says once what is missing when it is taken up', async () => {
    const { open, texts, messages } = makeBed();
    const first = open({ capBytes: 10 });
    first.write('stdout', words('0123456789\nmore\n'));
    first.close();
    const second = open({ capBytes: 10 });
    expect(second.resume().stdoutBytes).toBe(16);
    second.write('stdout', words('\x1eautoma:n {"t":"progress","fraction":1,"text":"done"}\n'));
    await second.finish();
    expect(messages).toHaveLength(1);
    expect(texts()).toEqual([
      'system: The log has reached its limit of 10 bytes. What follows is not kept.',
      'system: 16 bytes of output are missing here: the log was full.',
    ]);
  });

  it('notes still fit into a full log, but not without end', async () => {
    const { open, texts } = makeBed();
    const log = open({ capBytes: 10 });
    log.write('stdout', words('0123456789\n'));
    for (let count = 0; count < 10_000; count++) log.note('a connection was refused');
    await log.finish();
    const notes = texts().filter((text) => text.endsWith('refused')).length;
    expect(notes).toBeGreaterThan(1_000);
    expect(notes).toBeLessThan(4_000);
  });
});

describe('while storing fails', () => {
  /** The table is taken away by another connection, so that storing fails as it does on a broken disk. */
  const breakStorage = (dataDir: string) => {
    const other = new Database(join(dataDir, 'logs.db'));
    other.exec('ALTER TABLE log_chunks RENAME TO away');
    return () => {
      other.exec('ALTER TABLE away RENAME TO log_chunks');
      other.close();
    };
  };

  it('nothing is thrown, what fits into memory is stored once it works again, and both are told', async () => {
    const { open, texts, dataDir, troubles } = makeBed();
    const log = open();
    const mend = breakStorage(dataDir);
    log.write('stdout', words('one\n'));
    expect(log.flush()).toBe(false);
    log.write('stdout', words('two\n'));
    expect(log.flush()).toBe(false);
    mend();
    log.write('stdout', words('three\n'));
    await log.finish();
    expect(texts()).toEqual(['stdout: one', 'stdout: two', 'stdout: three']);
    expect(troubles).toEqual([expect.stringContaining('log_chunks'), undefined]);
  });

  it('what does not fit into memory is counted and spoken of', async () => {
    const { open, lines, dataDir, logsDb } = makeBed();
    const log = open();
    const mend = breakStorage(dataDir);
    const bytes = 65_536;
    const frame = (value: number) => Buffer.alloc(bytes, `${value.toString(36)} `).fill('\n', bytes - 1);
    log.write('stdout', words('first\n'));
    log.flush();
    let written = 0;
    for (; log.head().lostBytes === 0; written++) log.write('stdout', frame(written));
    expect(written * bytes).toBeGreaterThan(8 * 1024 * 1024);
    log.write('stdout', frame(0));
    mend();
    expect(log.flush()).toBe(true);
    log.write('stdout', words('last\n'));
    await log.finish();
    const stored = lines();
    expect(stored.length).toBe(1 + (written - 1) + 2);
    expect(stored.slice(-2).map(({ text }) => text)).toEqual([
      '131,072 bytes of output are missing here: they could not be stored.',
      'last',
    ]);
    expect(logsDb.head('run')?.stdoutBytes).toBe(6 + (written + 1) * bytes + 5);
  });
});

it('what a script prints after the log was let go is not taken, and troubles nobody', () => {
  const { open, texts, troubles, logsDb } = makeBed();
  const log = open();
  log.write('stdout', words('taken\n'));
  log.close();
  const counted = log.resume();
  for (let flood = 0; flood < 100; flood++) log.write('stdout', Buffer.alloc(65_536, 'late\n'));
  log.note('late');
  expect([texts(), troubles, log.resume()]).toEqual([['stdout: taken'], [], counted]);
  expect(logsDb.head('run')).toMatchObject({ lines: 1, isComplete: false });
});
