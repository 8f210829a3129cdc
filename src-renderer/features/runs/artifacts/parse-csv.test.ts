import { expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

it('reads quotes, doubled quotes and line ends inside of quotes', () => {
  expect(parseCsv('a,b\r\n"x, ""y""","1\n2"\n', 10)).toEqual([
    ['a', 'b'],
    ['x, "y"', '1\n2'],
  ]);
});

it('takes the separator the first line has most of, and stops where it was told to', () => {
  expect(parseCsv('a;b\n1;2\n3;4', 2)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});
