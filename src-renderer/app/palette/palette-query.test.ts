import { expect, it } from 'vitest';
import { isMeant, readPaletteQuery } from './palette-query.ts';

it('reads the sign for actions and the verb for running, in any language', () => {
  expect(readPaletteQuery('  Beta', 'run')).toEqual({ kind: 'all', wanted: 'beta' });
  expect(readPaletteQuery('> go to', 'run')).toEqual({ kind: 'actions', wanted: 'go to' });
  expect(readPaletteQuery('run ', 'run')).toEqual({ kind: 'run', wanted: '' });
  expect(readPaletteQuery('Spustiť Zálohu', 'spustiť')).toEqual({ kind: 'run', wanted: 'zálohu' });
  expect(readPaletteQuery('runner', 'run')).toEqual({ kind: 'all', wanted: 'runner' });
});

it('finds an entry by its words in any order, and by its other names', () => {
  const entry = { label: 'Pause all…', also: 'hold everything' };
  expect(['pause', 'all pause', 'hold', 'everything pause', ''].map((wanted) => isMeant(entry, wanted))).toEqual(
    Array.from({ length: 5 }, () => true),
  );
  expect(isMeant(entry, 'release')).toBe(false);
});
