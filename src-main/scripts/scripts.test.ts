import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Validation } from '#contract/scripts.ts';
import type { Caller } from '../access/caller.ts';
import { openTestAccess, type TestAccess } from '../access/open-test-access.ts';
import { toPrincipal } from '../access/principal.ts';
import { makeScripts, type Scripts } from './scripts.ts';
import { checkTree, hashTree, treeLimits } from './source-tree.ts';
import { materializeTree, saveTree } from './tree-store.ts';

let test: TestAccess;
let scripts: Scripts;
let owner: Caller;
let problems: Validation['problems'];
let inputSchema: Record<string, unknown>;
beforeEach(() => {
  test = openTestAccess();
  owner = test.callerOf(test.access.localOwner());
  problems = [];
  inputSchema = { type: 'object' };
  const analyzer = { analyze: async () => ({ problems, inputSchema, inputSchemaLine: 2 }) };
  scripts = makeScripts({ audit: test.audit, clock: test.clock, analyzer, listUsers: () => users });
  users = [];
});
afterEach(() => test.close());

let users: string[];
const named = (name: string) => ({
  name,
  description: '',
  tags: [],
  folder: '',
  visibility: 'private' as const,
  entrypoint: 'main.py',
});
const syntaxError = {
  severity: 'error' as const,
  path: 'main.py',
  line: 1,
  column: 3,
  message: 'invalid syntax',
  code: 'syntax',
};

describe('drafts and versions', () => {
  it('a draft is stored even when it is wrong, and makes no version; publishing it is refused with the place', async () => {
    const { id } = await scripts.create(owner, { ...named('a'), content: 'print(1)' });
    problems = [syntaxError];
    const draft = await scripts.saveDraft(owner, id, { content: 'print(', entrypoint: 'main.py' });
    expect(draft).toMatchObject({ files: [{ path: 'main.py', content: 'print(' }], validation: { ok: false } });
    await expect(scripts.publish(owner, id, { activate: true })).rejects.toMatchObject({
      errors: [{ path: 'draft.main.py', message: 'line 1, column 3: invalid syntax' }],
    });
    expect(scripts.versions(owner, id)).toEqual([]);
  });

  it('an input schema nothing can be checked against is a warning with its place, and none to the version', async () => {
    inputSchema = { properties: { n: { pattern: '(' } } };
    const { id } = await scripts.create(owner, { ...named('a'), content: 'print(1)' });
    expect(scripts.draft(owner, id).validation).toEqual({
      ok: true,
      problems: [
        {
          ...{ severity: 'warning', code: 'input-schema', path: 'main.py', line: 2, column: 1 },
          message: expect.stringMatching(
            /^INPUT_SCHEMA is ignored, so no input is checked: Invalid regular expression/,
          ),
        },
      ],
      inputSchema: null,
    });
    expect((await scripts.publish(owner, id, { activate: true })).version.inputSchema).toBeNull();
  });

  it('archived scripts are listed apart from the others', async () => {
    const { id } = await scripts.create(owner, { ...named('old'), content: '' });
    await scripts.create(owner, { ...named('new'), content: '' });
    scripts.update(owner, id, { archived: true });
    const namesOf = (archived?: boolean) => scripts.list(owner, { limit: 10, archived }).items.map(({ name }) => name);
    expect(namesOf(true)).toEqual(['old']);
    expect(namesOf(false)).toEqual(['new']);
    expect(namesOf()).toEqual(['new', 'old']);
  });

  it('a draft is not saved over one that was saved meanwhile, where the caller says which one it began from', async () => {
    const { id } = await scripts.create(owner, { ...named('a'), content: 'print(1)' });
    const { sha256: began } = scripts.draft(owner, id);
    const save = (content: string, ifSha256?: string) =>
      scripts.saveDraft(owner, id, { content, entrypoint: 'main.py', ifSha256 });
    const theirs = await save('print("theirs")', began);
    await expect(save('print("mine")', began)).rejects.toMatchObject({ code: 'revision-mismatch' });
    expect(scripts.draft(owner, id).files).toEqual([{ path: 'main.py', content: 'print("theirs")' }]);
    // Renaming the script is no other draft.
    scripts.update(owner, id, { name: 'b' });
    expect((await save('print("mine")', theirs.sha256)).sha256).not.toBe(theirs.sha256);
    await save('print("whatever is there")');
  });

  it('publishing freezes 1, 2, 3…; equal content makes no version; activate also goes backwards', async () => {
    const { id } = await scripts.create(owner, { ...named('a'), content: 'print(1)' });
    expect(await scripts.publish(owner, id, { activate: true })).toMatchObject({
      created: true,
      version: { number: 1, active: true },
    });
    expect(await scripts.publish(owner, id, { activate: true })).toMatchObject({
      created: false,
      version: { number: 1 },
    });
    await scripts.saveDraft(owner, id, { content: 'print(2)', entrypoint: 'main.py' });
    expect(await scripts.publish(owner, id, { activate: false, label: '1.1', changelog: 'two' })).toMatchObject({
      created: true,
      version: { number: 2, active: false, label: '1.1', changelog: 'two', origin: 'editor' },
    });
    scripts.activate(owner, id, 2);
    scripts.activate(owner, id, 1);
    expect(scripts.versions(owner, id).map(({ number, active }) => [number, active])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(() => scripts.activate(owner, id, 3)).toThrow(`there is no version 3 of script ${id}`);
    expect(scripts.version(owner, id, 1).contents).toEqual([{ path: 'main.py', content: 'print(1)' }]);
    expect(scripts.diff(owner, id, { from: '1', to: 'draft' })).toMatchObject([
      { path: 'main.py', change: 'changed', patch: expect.stringContaining('-print(1)') },
    ]);
  });

  it('a script in use cannot be deleted, and the refusal names who uses it', async () => {
    const { id } = await scripts.create(owner, { ...named('a'), content: '' });
    users = ['collector'];
    expect(() => scripts.remove(owner, id)).toThrow('agents use this script: collector');
    users = [];
    scripts.remove(owner, id);
    expect(() => scripts.draft(owner, id)).toThrow('there is no script');
    await scripts.create(owner, { ...named('A'), content: '' });
  });

  it('belongs to who made it', async () => {
    const userId = await test.addUser('tom@example.org');
    const tom = test.callerOf(
      toPrincipal({ id: userId, name: 'Tom', email: null, role: 'user' }, { kind: 'session', sessionId: 's' }),
    );
    const { id } = await scripts.create(owner, { ...named('a'), content: '' });
    expect(() => scripts.draft(tom, id)).toThrow('there is no script');
    scripts.update(owner, id, { visibility: 'shared' });
    expect(scripts.draft(tom, id).files).toHaveLength(1);
    await expect(scripts.saveDraft(tom, id, { content: 'x', entrypoint: 'main.py' })).rejects.toThrow(
      'belongs to someone else',
    );
    await expect(scripts.publish(tom, id, { activate: true })).rejects.toThrow('belongs to someone else');
  });
});

const tree = (...paths: string[]) => ({
  entrypoint: 'main.py',
  requirements: null,
  files: paths.map((path) => ({ path, content: Buffer.from('x = 1\n') })),
});

describe('a tree', () => {
  it.each([
    '../x.py',
    '/x.py',
    'C:/x.py',
    'a\\b.py',
    'a//b.py',
    './x.py',
    'a/../b.py',
    '',
    'con.py',
    'a/-rf',
    'x.py ',
    'x.',
    'a\u202eb.py',
    'a\nb.py',
    `${'x'.repeat(501)}`,
  ])('does not hold a path like %j', (path) => {
    expect(() => checkTree(tree('main.py', path))).toThrow('files.1.path');
  });

  it('does not hold names that one file system takes for the same, nor a file that is a folder', () => {
    expect(() => checkTree(tree('Lib.py', 'lib.py'))).toThrow('names must differ in more than upper and lower case');
    expect(() => checkTree(tree('caf\u00e9.py', 'cafe\u0301.py'))).toThrow('stands beside');
    expect(() => checkTree(tree('lib', 'LIB/x.py'))).toThrow('lib is a file and a folder at once (LIB/x.py)');
  });

  it('has caps, and source that is text', () => {
    const withContent = (content: Buffer) => ({ ...tree(), files: [{ path: 'main.py', content }] });
    expect(() => checkTree(withContent(Buffer.alloc(treeLimits.sourceBytes + 1, 32)))).toThrow(
      'a source file has at most 1048576',
    );
    expect(() => checkTree(withContent(Buffer.from([0xff, 0xfe])))).toThrow('is not valid UTF-8');
    expect(() => checkTree(withContent(Buffer.from('a\0b')))).toThrow('has a NUL byte');
    expect(() => checkTree(tree(...Array.from({ length: 5_001 }, (_, index) => `f${index}`)))).toThrow(
      '5001 files; at most 5000',
    );
  });

  it('of five thousand files is checked in no time', () => {
    const began = performance.now();
    checkTree(tree(...Array.from({ length: 5_000 }, (_, index) => `a/very/deep/folder/of/files/f${index}.txt`)));
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('has one address whatever the order of its files, and another for any other content', () => {
    expect(hashTree(tree('a', 'b'))).toBe(hashTree(tree('b', 'a')));
    expect(
      new Set([
        hashTree(tree('a')),
        hashTree(tree('b')),
        hashTree({ ...tree('a'), requirements: '' }),
        hashTree({ ...tree('a'), entrypoint: 'a' }),
      ]).size,
    ).toBe(4);
  });

  it('is put on disk once, whole, for all to read whatever the umask, and not at all when that is cut short', () => {
    const before = process.umask(0o077);
    try {
      const sha256 = test.audit.write('a measurement is cached', ({ tx }) =>
        saveTree(tx, tree('main.py', 'lib/deep/x.py'), 1),
      );
      const place = materializeTree(test.audit.read, sha256, test.dataDir);
      expect(place).toBe(join(test.dataDir, sha256));
      expect(readFileSync(join(place, 'lib/deep/x.py'), 'utf8')).toBe('x = 1\n');
      expect(
        ['.', 'lib', 'lib/deep', 'main.py'].map((name) => (statSync(join(place, name)).mode & 0o777).toString(8)),
      ).toEqual(['755', '755', '755', '644']);
      expect(materializeTree(test.audit.read, sha256, test.dataDir)).toBe(place);
      expect(() => materializeTree(test.audit.read, 'f'.repeat(64), test.dataDir)).toThrow('is not stored');
      expect(existsSync(join(test.dataDir, 'f'.repeat(64)))).toBe(false);
      expect(readdirSync(place).toSorted()).toEqual(['lib', 'main.py']);
    } finally {
      process.umask(before);
    }
  });
});
