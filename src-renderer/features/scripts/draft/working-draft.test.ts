import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Draft, Validation } from '#contract/scripts.ts';
import { writeFile } from './edit-tree.ts';
import { type DraftTree, makeWorkingDraft } from './working-draft.ts';

const valid: Validation = { ok: true, problems: [], inputSchema: null };
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const draftOf = (content: string, second = 0): Draft => ({
  entrypoint: 'main.py',
  requirements: null,
  files: [{ path: 'main.py', content }],
  sha256: content,
  updatedAt: at(second),
  validation: valid,
});
const contentOf = ({ files }: DraftTree) => files[0]?.content;
const type = (content: string) => (tree: DraftTree) => writeFile(tree, 'main.py', content);

let saves: (string | undefined)[] = [];
/** What the core has, when it is not what was saved from here. */
let elsewhere: string | undefined;
let isBroken = false;
let answer: Promise<void> = Promise.resolve();
const open = () =>
  makeWorkingDraft(draftOf('one'), {
    save: async (tree, ifSha256) => {
      saves.push(contentOf(tree));
      await answer;
      if (isBroken) throw new Error('no');
      if (elsewhere !== undefined && ifSha256 !== elsewhere) throw new RangeError('another draft');
      elsewhere = undefined;
      return draftOf(contentOf(tree) ?? '', saves.length);
    },
    isConflict: (error) => error instanceof RangeError,
    validate: async () => ({ ...valid, ok: false }),
  });

beforeEach(() => {
  vi.useFakeTimers();
  saves = [];
  isBroken = false;
  elsewhere = undefined;
  answer = Promise.resolve();
});
afterEach(() => void vi.useRealTimers());

it('saves once, a moment after the last key', async () => {
  const draft = open();
  draft.edit(type('two'));
  draft.edit(type('three'));
  expect(draft.snapshot().state).toBe('unsaved');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(saves).toEqual(['three']);
  expect(draft.snapshot()).toMatchObject({ state: 'saved', savedAt: at(1) });
});

it('checks before it saves', async () => {
  const draft = open();
  draft.edit(type('two'));
  await vi.advanceTimersByTimeAsync(600);
  expect(draft.snapshot()).toMatchObject({ state: 'unsaved', validation: { ok: false } });
});

it('saves again what was typed during a save, and says saved only then', async () => {
  const draft = open();
  let finish = () => {};
  answer = new Promise((resolve) => {
    finish = resolve;
  });
  draft.edit(type('two'));
  const flushed = draft.flush();
  draft.edit(type('three'));
  answer = Promise.resolve();
  finish();
  expect(await flushed).toBe(true);
  expect(saves).toEqual(['two', 'three']);
  expect(draft.snapshot().state).toBe('saved');
});

it('keeps what could not be saved and tries again by itself', async () => {
  const draft = open();
  isBroken = true;
  draft.edit(type('two'));
  expect(await draft.flush()).toBe(false);
  expect(draft.snapshot().state).toBe('failed');
  isBroken = false;
  await vi.advanceTimersByTimeAsync(6_000);
  expect(draft.snapshot().state).toBe('saved');
  expect(saves).toEqual(['two', 'two']);
});

it('takes a newer draft from elsewhere, but never over unsaved text and never an older one', async () => {
  const draft = open();
  draft.adopt(draftOf('elsewhere', 30));
  expect(contentOf(draft.snapshot().tree)).toBe('elsewhere');
  expect(draft.snapshot().epoch).toBe(1);
  draft.adopt(draftOf('older', 20));
  expect(contentOf(draft.snapshot().tree)).toBe('elsewhere');
  draft.edit(type('mine'));
  draft.adopt(draftOf('theirs', 40));
  expect(contentOf(draft.snapshot().tree)).toBe('mine');
});

it('does not save over a draft that was saved elsewhere, and does not try again by itself', async () => {
  const draft = open();
  elsewhere = 'theirs';
  draft.edit(type('mine'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(draft.snapshot().state).toBe('conflict');
  draft.edit(type('mine too'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await draft.flush()).toBe(false);
  expect(saves).toEqual(['mine']);
  expect(draft.snapshot()).toMatchObject({ state: 'conflict' });
  expect(contentOf(draft.snapshot().tree)).toBe('mine too');
});

it('ends a conflict by whichever draft one says', async () => {
  const draft = open();
  elsewhere = 'theirs';
  draft.edit(type('mine'));
  expect(await draft.flush()).toBe(false);
  expect(await draft.overrule(draftOf('theirs', 30))).toBe(true);
  expect(draft.snapshot()).toMatchObject({ state: 'saved', error: null });
  expect(contentOf(draft.snapshot().tree)).toBe('mine');

  elsewhere = 'theirs again';
  draft.edit(type('mine again'));
  expect(await draft.flush()).toBe(false);
  draft.replace(draftOf('theirs again', 40));
  expect(draft.snapshot().state).toBe('saved');
  draft.edit(type('on from theirs'));
  expect(await draft.flush()).toBe(true);
});
