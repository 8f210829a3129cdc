import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor, pageOf } from './cursor.ts';
import { AppError } from './errors.ts';

it('a cursor gives back the position it was made of', () => {
  const position = fc.tuple(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null)),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(position, (given) => {
      expect(decodeCursor(encodeCursor(given))).toEqual(given);
    }),
    { seed: 1 },
  );
  expect(decodeCursor(undefined)).toBeUndefined();
});

it('anything else is refused naming the field, and never breaks anything', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      ),
      (text) => {
        try {
          expect(decodeCursor(text)).toHaveLength(2);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError);
          expect(thrown).toMatchObject({ code: 'invalid', errors: [{ path: 'cursor' }] });
        }
      },
    ),
    { seed: 1 },
  );
});

it('a page tells of a next one only where there is one', () => {
  const shape = {
    toItem: (row: number) => row * 10,
    toPosition: (row: number): [number, string] => [row, String(row)],
  };
  expect(pageOf([1, 2], 2, shape)).toEqual({ items: [10, 20], nextCursor: null });
  expect(pageOf([1, 2, 3], 2, shape)).toEqual({ items: [10, 20], nextCursor: encodeCursor([2, '2']) });
  expect(pageOf([], 2, shape)).toEqual({ items: [], nextCursor: null });
});
