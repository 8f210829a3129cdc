import { expect, it } from 'vitest';
import { imageTypeOf, previewKindOf } from './preview-kind.ts';

const kindOf = (path: string, size = 100) => previewKindOf({ path, size });

it('knows what can be looked at by the ending alone', () => {
  expect(kindOf('out/Report.MD')).toBe('markdown');
  expect(kindOf('figures.tsv')).toBe('table');
  expect(kindOf('plot.svg')).toBe('image');
  expect(kindOf('page.html')).toBe('html');
  expect(kindOf('model.bin')).toBeUndefined();
  expect(kindOf('Makefile')).toBeUndefined();
  expect(imageTypeOf('a/plot.JPG')).toBe('image/jpeg');
});

it('leaves what is too large to the download', () => {
  expect(kindOf('plot.png', 4 * 1024 * 1024)).toBe('image');
  expect(kindOf('plot.png', 4 * 1024 * 1024 + 1)).toBeUndefined();
  expect(kindOf('notes.md', 200_000)).toBeUndefined();
});
