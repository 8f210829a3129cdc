import { expect, it } from 'vitest';
import { flag, oneOf, readSearch, text, whole } from './search-params.ts';

it('keeps what fits and drops what does not, whoever typed it', () => {
  const read = readSearch({ state: oneOf(['active', 'paused']), q: text(5), line: whole(1), all: flag });
  expect(read({ state: 'gone', q: 'abcdefgh', line: '43', all: 'true', other: 1 })).toEqual({
    q: 'abcde',
    line: 43,
    all: true,
  });
  expect(read({ state: 'paused', q: '', line: 0, all: false })).toEqual({ state: 'paused' });
});
