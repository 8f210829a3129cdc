import { describe, expect, it } from 'vitest';
import { nameOfFile } from './first-schedule.ts';

describe('the name of a dropped script', () => {
  it.each([
    ['invoice_import.py', 'invoice-import'],
    ['Nightly report.PY', 'Nightly-report'],
    ['__main__.py', 'main'],
    ['.py', 'script'],
  ])('makes of %s %s', (file, name) => {
    expect(nameOfFile(file)).toBe(name);
  });
});
