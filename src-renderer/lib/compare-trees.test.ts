import { expect, it } from 'vitest';
import { compareTrees } from './compare-trees.ts';

it('names what was added, removed and changed, and leaves out what stayed', () => {
  const from = [
    { path: 'a.py', content: '1' },
    { path: 'gone.py', content: 'x' },
    { path: 'same.py', content: 's' },
  ];
  const to = [
    { path: 'a.py', content: '2' },
    { path: 'new.py', content: 'y' },
    { path: 'same.py', content: 's' },
  ];
  expect(compareTrees(from, to)).toEqual([
    { path: 'a.py', change: 'changed', original: '1', modified: '2' },
    { path: 'gone.py', change: 'removed', original: 'x', modified: '' },
    { path: 'new.py', change: 'added', original: '', modified: 'y' },
  ]);
});
