import { expect, it } from 'vitest';
import { toHex } from './code-colours.ts';

it('writes what a browser computed as Monaco reads it', () => {
  expect(toHex('rgb(91, 69, 214)')).toBe('#5b45d6');
  expect(toHex('rgba(91, 69, 214, 0.5)')).toBe('#5b45d680');
  expect(toHex('color(srgb 1 0.5 0)')).toBe('#ff8000');
  expect(toHex('rgb(0 0 0 / 50%)')).toBe('#00000080');
});
