import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLogger } from '../base/logger.ts';
import type { NewEvent } from './event-store.ts';
import { type FolderWatch, makeFolderWatch } from './watch-folders.ts';

let root: string;
let drop: string;
let told: NewEvent[];
let memory: Map<string, NonNullable<unknown>>;
let watch: FolderWatch;

const open = () =>
  makeFolderWatch({
    tell: (events) => told.push(...events),
    memory: { get: (key) => memory.get(key), set: (key, value) => memory.set(key, structuredClone(value)) },
    dataDir: join(root, 'data'),
    clock: systemClock,
    logger: silentLogger,
  });
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'automa-watch-')));
  drop = join(root, 'drop');
  for (const folder of [drop, join(root, 'data'), join(root, 'outside')]) mkdirSync(folder);
  told = [];
  memory = new Map();
  watch = open();
});
afterEach(async () => {
  await watch.close();
  rmSync(root, { recursive: true, force: true });
});

const shown = () => told.map(({ type, subject }) => `${type} ${subject?.slice(root.length + 1)}`);
async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 15_000; !condition(); await delay(20))
    if (performance.now() > deadline) throw new Error(`waited 15 s in vain; told were ${JSON.stringify(shown())}`);
}
/** A file that is told after whatever came before it. */
async function settle(folder = drop): Promise<void> {
  const name = `marker-${told.length}`;
  writeFileSync(join(folder, name), '');
  await until(() => told.some(({ subject }) => subject === join(folder, name)));
  told = told.filter(({ subject }) => subject !== join(folder, name));
}
/** The process ends here and another goes on with what was remembered. */
async function restart(meanwhile: () => void): Promise<void> {
  await watch.close();
  told = [];
  await delay(20); // later than what was told, by the clock of the file system
  meanwhile();
  watch = open();
}

describe('a watched folder', { timeout: 60_000 }, () => {
  it('tells of files that come, change and go, once each, when nobody writes to them any more', async () => {
    writeFileSync(join(drop, 'was-there'), 'old');
    await watch.watch([drop]);
    const path = join(drop, 'orders.csv');
    for (let n = 0; n < 8; n++) {
      appendFileSync(path, 'a line\n');
      await delay(150);
    }
    await until(() => told.length > 0);
    expect(told).toEqual([
      expect.objectContaining({
        type: 'file.created',
        source: 'automa',
        subject: path,
        payload: { path, name: 'orders.csv', folder: drop, size: 56, modifiedAt: expect.stringMatching(/Z$/) },
        ownerId: null,
        visibility: 'shared',
      }),
    ]);
    appendFileSync(path, 'more\n');
    await until(() => told.length > 1);
    rmSync(path);
    await until(() => told.length > 2);
    await settle();
    expect(shown()).toEqual([
      'file.created drop/orders.csv',
      'file.changed drop/orders.csv',
      'file.deleted drop/orders.csv',
    ]);
  });

  it('tells of what lies deeper, not of folders, nor of what lies behind links', async () => {
    await watch.watch([drop]);
    mkdirSync(join(drop, 'a/b'), { recursive: true });
    writeFileSync(join(drop, 'a/b/deep'), 'x');
    writeFileSync(join(root, 'outside/secret'), 'x');
    symlinkSync(join(root, 'outside'), join(drop, 'link'));
    symlinkSync(join(root, 'outside/secret'), join(drop, 'file-link'));
    await until(() => told.length > 0);
    writeFileSync(join(root, 'outside/later'), 'x');
    await settle();
    expect(shown()).toEqual(['file.created drop/a/b/deep']);
  });

  it('that is a link itself is told by the name it was given', async () => {
    symlinkSync(drop, join(root, 'alias'));
    await watch.watch([join(root, 'alias')]);
    writeFileSync(join(drop, 'x'), 'x');
    await until(() => told.length > 0);
    expect(shown()).toEqual(['file.created alias/x']);
  });

  it('inside another one is told once, as its own; our own data never', async () => {
    mkdirSync(join(root, 'drop/inner'));
    await watch.watch([root, join(root, 'drop/inner')]);
    writeFileSync(join(root, 'data/automa.db'), 'x');
    writeFileSync(join(root, 'drop/inner/x'), 'x');
    writeFileSync(join(root, 'drop/y'), 'x');
    await until(() => told.length > 1);
    await settle(join(root, 'drop'));
    expect(told.map(({ payload }) => Object(payload).folder).toSorted()).toEqual([root, join(root, 'drop/inner')]);
  });

  it('begins and ends with the settings, while it runs', async () => {
    await watch.watch([]);
    writeFileSync(join(drop, 'unseen'), 'x');
    await watch.watch([drop]);
    writeFileSync(join(drop, 'seen'), 'x');
    await until(() => told.length > 0);
    const other = join(root, 'outside');
    await watch.watch([other]);
    writeFileSync(join(drop, 'no-more'), 'x');
    await settle(other);
    expect(shown()).toEqual(['file.created drop/seen']);
    expect(memory.get('events.watched-folders')).toEqual({ [other]: expect.any(Number) });
  });
});

describe('while the app was off', { timeout: 60_000 }, () => {
  it('what came, was moved here or changed is told once at the start, and said to be so', async () => {
    writeFileSync(join(drop, 'old'), 'x');
    writeFileSync(join(drop, 'growing'), 'x');
    await watch.watch([drop]);
    await settle();
    await restart(() => {
      writeFileSync(join(drop, 'new'), 'x');
      writeFileSync(join(root, 'moved'), 'x');
      utimesSync(join(root, 'moved'), 1_000, 1_000);
      renameSync(join(root, 'moved'), join(drop, 'moved'));
      appendFileSync(join(drop, 'growing'), 'y');
    });
    await watch.watch([drop]);
    await settle();
    expect(shown().toSorted()).toEqual([
      'file.changed drop/growing',
      'file.created drop/moved',
      'file.created drop/new',
    ]);
    expect(told.map(({ payload }) => Object(payload).whileAway)).toEqual([true, true, true]);
    await restart(() => {});
    await watch.watch([drop]);
    await settle();
    expect(shown()).toEqual([]);
  });

  it('what was told, but not remembered before the process died, is the same event', async () => {
    await watch.watch([drop]);
    await settle();
    const before = structuredClone(memory);
    writeFileSync(join(drop, 'x'), 'x');
    await until(() => told.length > 0);
    const [first] = told;
    await restart(() => {
      memory = before;
    });
    await watch.watch([drop]);
    await settle();
    expect(told.map(({ dedupeKey }) => dedupeKey)).toEqual([first?.dedupeKey]);
    expect(first?.dedupeKey).toContain('/drop/x');
  });
});
