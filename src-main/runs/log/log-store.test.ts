import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogPage } from '#contract/runs.ts';
import { systemClock } from '../../base/clock.ts';
import { makeWorkerProcess } from '../../base/worker-process.ts';
import { openLogsDatabase } from '../../db/logs-database.ts';
import type { WorkerTasks } from '../../worker-tasks.ts';
import { makeLogStore } from './log-store.ts';

const migrationsDir = resolve(import.meta.dirname, '../../../resources/migrations-logs');
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

function makeBed() {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-log-store-'));
  const logsDb = openLogsDatabase({ dataDir, migrationsDir, now: 0 });
  const worker = makeWorkerProcess<WorkerTasks>({
    entry: resolve(import.meta.dirname, '../../worker.ts'),
    args: [dataDir],
    logger: { warn: () => {} },
  });
  const store = makeLogStore({
    logsDb,
    clock: systemClock,
    worker,
    onTrouble: (_run, error) => expect(error).toBe(undefined),
  });
  cleanUps.push(
    () => rmSync(dataDir, { recursive: true }),
    () => logsDb.close(),
    () => worker.close(),
    () => store.close(),
  );
  const open = (runId: string, attempt = 1) =>
    store.open({ runId, attempt, nonce: 'n', capBytes: 2 ** 30, onControl: () => {} });
  const follow = (runId: string, signal = new AbortController().signal, from = 1) =>
    store.follow({ runId, from, signal });
  return { store, open, follow };
}

async function drain(pages: AsyncGenerator<LogPage>): Promise<LogPage[]> {
  const all: LogPage[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const textsOf = (pages: readonly LogPage[]) => pages.flatMap(({ lines }) => lines.map(({ text }) => text));
const words = (text: string) => Buffer.from(text);
const numbered = (count: number) => words(Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join(''));

describe('pages', () => {
  it('begin anywhere, follow each other without gap, and end past the last line', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    log.write('stdout', numbered(50_000));
    await log.finish();
    const page = store.page({ runId: 'run', from: 31_234, limit: 200 });
    expect(page).toMatchObject({ nextFrom: 31_434, total: 50_000, complete: true });
    expect(page.lines.map(({ text }) => text)).toEqual(
      Array.from({ length: 200 }, (_, index) => `line ${31_234 + index}`),
    );
    let from = 1;
    let seen = 0;
    while (from <= 50_000) {
      const next = store.page({ runId: 'run', from, limit: 777 });
      expect(next.lines[0]?.seq).toBe(from);
      seen += next.lines.length;
      from = next.nextFrom;
    }
    expect(seen).toBe(50_000);
    expect(store.page({ runId: 'run', from, limit: 10 })).toEqual({
      lines: [],
      nextFrom: 50_001,
      total: 50_000,
      complete: true,
    });
  });

  it('of a run that wrote nothing are empty', () => {
    expect(makeBed().store.page({ runId: 'none', from: 1, limit: 10 })).toEqual({
      lines: [],
      nextFrom: 1,
      total: 0,
      complete: false,
    });
  });

  it('of one stream hold only its lines, and go on past stretches that have none', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    for (let round = 1; round <= 40; round++) {
      log.write('stdout', Buffer.alloc(70_000, 'some words of output\n'));
      if (round % 20 === 0) log.write('stderr', words(`\nbad ${round}\n`));
    }
    await log.finish();
    const found: string[] = [];
    for (let from = 1, total = 1; from <= total; ) {
      const page = store.page({ runId: 'run', from, limit: 10, stream: 'stderr' });
      found.push(...page.lines.map(({ text }) => text));
      ({ nextFrom: from, total } = page);
    }
    expect(found).toEqual(['', 'bad 20', '', 'bad 40']);
  });

  it('stay small however long the lines are', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    log.write('stdout', Buffer.alloc(8 * 1024 * 1024, 'x'));
    await log.finish();
    const page = store.page({ runId: 'run', from: 1, limit: 5_000 });
    expect(page.lines).toHaveLength(16);
    expect(page.nextFrom).toBe(17);
    expect(page.lines.every(({ continues }) => continues)).toBe(true);
  });
});

describe('following', () => {
  it('many viewers, each from its own line and at its own pace, see all that follows exactly once', async () => {
    const { open, follow, store } = makeBed();
    const viewers = [1, 1, 500, 19_999].map((from) => drain(follow('run', undefined, from)));
    const slow = follow('run');
    const log = open('run');
    for (let round = 0; round < 20; round++) {
      log.write(
        'stdout',
        words(Array.from({ length: 1_000 }, (_, index) => `${round * 1_000 + index + 1}\n`).join('')),
      );
      log.flush();
      await new Promise((next) => setImmediate(next));
      if (round === 3) expect((await slow.next()).value?.lines[0]?.text).toBe('1');
    }
    await log.finish();
    const expected = Array.from({ length: 20_000 }, (_, index) => String(index + 1));
    for (const [index, from] of [1, 1, 500, 19_999].entries()) {
      const pages = (await viewers[index]) ?? [];
      expect(textsOf(pages)).toEqual(expected.slice(from - 1));
      expect(pages.at(-1)?.complete).toBe(true);
    }
    expect(textsOf(await drain(slow))).toEqual(expected.slice(1_000));
    store.close();
  });

  it('a line is with its viewer within 100 ms', async () => {
    const { open, follow } = makeBed();
    const log = open('run');
    const viewer = follow('run');
    const waits: number[] = [];
    for (let round = 0; round < 10; round++) {
      const coming = viewer.next();
      const began = performance.now();
      log.write('stdout', words(`${round}\n`));
      expect((await coming).value?.lines[0]?.text).toBe(String(round));
      waits.push(performance.now() - began);
    }
    expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(100);
    await viewer.return();
  });

  it('a line that came while the viewer was busy is there when it asks again', async () => {
    const { open, follow } = makeBed();
    const log = open('run');
    log.write('stdout', words('one\n'));
    const viewer = follow('run');
    await viewer.next();
    log.write('stdout', words('two\n'));
    log.flush();
    expect((await viewer.next()).value?.lines[0]?.text).toBe('two');
    await viewer.return();
  });

  it('ends when the viewer leaves, whether it is waiting or not', async () => {
    const { open, follow } = makeBed();
    open('run').write('stdout', words('one\n'));
    const abort = new AbortController();
    const waiting = drain(follow('run', abort.signal, 2));
    const reading = follow('run', abort.signal);
    await reading.next();
    abort.abort();
    expect(await waiting).toEqual([]);
    expect((await reading.next()).done).toBe(true);
  });

  it('goes on through attempts and ends when the run is over, also one that never began', async () => {
    const { store, open, follow } = makeBed();
    const viewer = drain(follow('run'));
    for (const attempt of [1, 2]) {
      const log = open('run', attempt);
      log.write('stdout', words(`attempt ${attempt}\n`));
      await log.endAttempt();
    }
    expect(store.complete('run')).toEqual({ lines: 2, bytes: 20 });
    expect(textsOf(await viewer)).toEqual(['attempt 1', 'attempt 2']);
    store.complete('never');
    expect(await drain(follow('never'))).toEqual([{ lines: [], nextFrom: 1, total: 0, complete: true }]);
  });

  it('ends when the log is removed or the store is closed', async () => {
    const { store, open, follow } = makeBed();
    await open('a').endAttempt();
    const [a, b] = [drain(follow('a')), drain(follow('b'))];
    store.remove('a');
    expect(await a).toEqual([]);
    store.close();
    expect(await b).toEqual([]);
  });
});

it('a log that is being written is not opened twice, completed or removed', async () => {
  const { store, open } = makeBed();
  const log = open('run');
  for (const act of [() => open('run'), () => store.complete('run'), () => store.remove('run')]) {
    expect(act).toThrow('the log of run run is being written');
  }
  await log.finish();
  store.remove('run');
  expect(store.page({ runId: 'run', from: 1, limit: 1 }).total).toBe(0);
});

it('the text for a download has split lines whole again, also where they go over chunks', async () => {
  const { store, open } = makeBed();
  const log = open('run');
  const long = 'ž'.repeat(100_000);
  log.write('stdout', words(`one\n${long}\ntwo\n${'y'.repeat(65_537)}`));
  log.write('stderr', words('between\n'));
  await log.finish();
  const text = (stream?: 'stdout' | 'stderr') => Buffer.concat([...store.text('run', stream)]).toString();
  expect(text('stdout')).toBe(`one\n${long}\ntwo\n${'y'.repeat(65_537)}\n`);
  expect(text('stderr')).toBe('between\n');
  expect(text()).toBe(`one\n${long}\ntwo\n${'y'.repeat(65_536)}\nbetween\ny\n`);
});

describe('searching, in the worker process', () => {
  const search = { runId: 'run', from: 1, limit: 3 };

  it('counts every line that contains the text and answers them page by page', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    log.write('stdout', numbered(30_000));
    await log.finish();
    const first = await store.search({ ...search, q: 'line 1999' });
    expect(first.lines.map(({ seq }) => seq)).toEqual([1_999, 19_990, 19_991]);
    expect(first).toMatchObject({ matches: 11, nextFrom: 19_992 });
    const last = await store.search({ ...search, q: 'line 1999', from: first.nextFrom, limit: 100 });
    expect(last.lines.map(({ text }) => text)).toEqual(
      Array.from({ length: 8 }, (_, index) => `line ${19_992 + index}`),
    );
    expect(last).toMatchObject({ matches: 11, nextFrom: 30_001 });
  });

  it('without a capital takes either case; accents and other letters are taken as they are', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    log.write('stdout', words('ERROR one\nerror two error\nÉRROR three\nno Error\nżółw\nŻÓŁW\na\u38c0\n'));
    await log.finish();
    const found = async (q: string) => {
      const { lines, matches } = await store.search({ ...search, q });
      expect(matches).toBe(lines.length);
      return lines.map(({ seq }) => seq);
    };
    expect(await found('error')).toEqual([1, 2, 4]);
    expect(await found('Error')).toEqual([4]);
    expect(await found('érror')).toEqual([]);
    expect(await found('żółw')).toEqual([5]);
    // One byte of it lowered as if it were a letter of Latin-1 gives the first byte of the other.
    expect(await found('aã')).toEqual([]);
    expect(await found('o\nE')).toEqual([]);
  });

  it('keeps to one stream when asked, also where streams alternate', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    for (let round = 0; round < 100; round++) log.write(round % 2 === 0 ? 'stdout' : 'stderr', words(`hit ${round}\n`));
    await log.finish();
    const { lines, matches } = await store.search({ ...search, q: 'hit', stream: 'stderr' });
    expect(matches).toBe(50);
    expect(lines.map(({ text }) => text)).toEqual(['hit 1', 'hit 3', 'hit 5']);
  });

  it('ends at once when nobody waits for it any more, and the next one works', async () => {
    const { store, open } = makeBed();
    const log = open('run');
    log.write('stdout', numbered(1_000));
    await log.finish();
    const abort = new AbortController();
    const searching = store.search({ ...search, q: 'line' }, abort.signal);
    abort.abort(new Error('left the page'));
    await expect(searching).rejects.toThrow('left the page');
    expect((await store.search({ ...search, q: 'line' })).matches).toBe(1_000);
  });
});
