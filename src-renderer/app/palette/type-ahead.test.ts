import { expect, it } from 'vitest';
import { typeAhead } from './type-ahead.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

it('gathers what is typed, and takes back what is taken back', () => {
  const typed = ['s', 'p', 'x', 'Backspace', 'č', ' ', '@'].reduce((text, key) => {
    const next = typeAhead(text, press(key, key === '@' ? { ctrlKey: true, altKey: true } : {}));
    return typeof next === 'string' ? next : text;
  }, '');
  expect(typed).toBe('spč @');
});

it('closes on Escape, and leaves commands and other keys alone', () => {
  expect(typeAhead('a', press('Escape'))).toEqual({ close: true });
  expect(typeAhead('a', press('k', { ctrlKey: true }))).toBeUndefined();
  expect(typeAhead('a', press('f', { altKey: true }))).toBeUndefined();
  expect(typeAhead('a', press('ArrowDown'))).toBeUndefined();
  expect(typeAhead('a', press('Shift'))).toBeUndefined();
});
