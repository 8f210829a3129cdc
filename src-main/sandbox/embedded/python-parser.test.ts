import { afterAll, describe, expect, it } from 'vitest';
import { Problem } from '#contract/scripts.ts';
import { checkoutPaths } from './embedded-test-bed.ts';
import { makePythonParser } from './python-parser.ts';

const parser = makePythonParser(checkoutPaths);
afterAll(() => parser.close());

const analyze = (content: string) => parser.analyze({ files: [{ path: 'main.py', content }], entrypoint: 'main.py' });

describe('the parser', () => {
  it('reads the input schema of main without running the script', async () => {
    const analysis = await analyze('raise SystemExit(1)\ndef main(name: str, times: int = 1): ...');
    expect(analysis.callsMain).toBe(true);
    expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(analysis.inputSchema).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, times: { type: 'integer' } },
      required: ['name'],
    });
  });

  it('answers a syntax error with its place, in the shape of the contract', async () => {
    const { problems } = await analyze('x = 1\ndef f(:\n');
    for (const problem of problems) expect(Problem.parse(problem)).toEqual(problem);
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', path: 'main.py', line: 2 }));
  });

  it('answers requests that come together in their order', async () => {
    const answers = await Promise.all([
      analyze('def main(a): ...'),
      analyze('def main(b): ...'),
      analyze('def main(c): ...'),
    ]);
    expect(answers.map(({ inputSchema }) => Object.keys(Object(inputSchema?.properties)))).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  it('rejects what breaks it, and answers the next request', async () => {
    await expect(parser.analyze({ files: 7 as unknown as [], entrypoint: 'main.py' })).rejects.toThrow();
    expect((await analyze('def main(a): ...')).callsMain).toBe(true);
  });
});
