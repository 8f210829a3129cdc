import { expect, it } from 'vitest';
import { orderedFiles, pathFault, putBack, removeFile, renameFile, writeFile } from './edit-tree.ts';

const tree = {
  entrypoint: 'main.py',
  requirements: 'lxml\n',
  files: [
    { path: 'erp.py', content: '' },
    { path: 'main.py', content: 'import erp' },
    { path: 'requirements.txt', content: 'lxml\n' },
  ],
};

it('is the same tree when nothing changed, so that nothing is saved', () => {
  expect(writeFile(tree, 'main.py', 'import erp')).toBe(tree);
});

it('keeps the requirements as the file says them', () => {
  expect(writeFile(tree, 'requirements.txt', 'httpx\n').requirements).toBe('httpx\n');
  expect(removeFile(tree, 'requirements.txt').requirements).toBe(null);
});

it('keeps an entry point, also under a new name', () => {
  expect(removeFile(tree, 'main.py')).toBe(tree);
  expect(renameFile(tree, 'main.py', 'run.py').entrypoint).toBe('run.py');
  expect(renameFile(tree, 'main.py', 'erp.py')).toBe(tree);
});

it('puts back what was removed, but not over what came after', () => {
  const file = { path: 'requirements.txt', content: 'lxml\n' };
  const removed = removeFile(tree, file.path);
  expect(putBack(removed, file)).toEqual(tree);
  const written = writeFile(removed, file.path, 'httpx\n');
  expect(putBack(written, file)).toBe(written);
});

it('shows the entry point first', () => {
  expect(orderedFiles(tree).map(({ path }) => path)).toEqual(['main.py', 'erp.py', 'requirements.txt']);
});

it('refuses names that are taken or lead outside', () => {
  expect(['', 'a/', '../x.py', '/x.py', 'a\\b.py', 'erp.py', 'lib/x.py'].map((path) => pathFault(tree, path))).toEqual([
    'empty',
    'empty',
    'outside',
    'outside',
    'outside',
    'taken',
    undefined,
  ]);
});
