import { expect, it } from 'vitest';
import { outlineOf } from './outline.ts';

it('names classes, methods, functions and top-level variables, and skips what stands in strings', () => {
  const source = `"""Doc.
def not_this(): pass
"""
LIMIT: int = 3
LIMIT = 4


class Session:
    timeout = 1

    async def post(self):
        def inner(): pass
        return 1


def main(input):
    local = 1
    if local == 2:
        pass
`;
  expect(outlineOf(source).map(({ name, kind, line, depth }) => `${line} ${kind} ${name} ${depth}`)).toEqual([
    '4 variable LIMIT 0',
    '8 class Session 0',
    '11 function post 1',
    '16 function main 0',
  ]);
});

it('gives an outline of a file that does not parse', () => {
  expect(outlineOf('def main(:\n  oops(').map(({ name }) => name)).toEqual(['main']);
});
