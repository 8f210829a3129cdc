import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../base/ids.ts';
import { silentLogger } from '../base/logger.ts';
import { makeEmbeddedSandbox } from './embedded/embedded-sandbox.ts';
import { checkoutPaths } from './embedded/embedded-test-bed.ts';
import { makeLocalSandbox } from './local/local-sandbox.ts';
import { forgetTry, tryScript } from './try-script.ts';

const runnerDir = join(import.meta.dirname, '../../sandbox-image/runner');
const local = makeLocalSandbox({ instanceId: newId(), runnerDir, logger: silentLogger });
const embedded = makeEmbeddedSandbox({ ...checkoutPaths, logger: silentLogger, warm: true });
const health = await local.probe();
if (!health.ok) {
  const reason = `local and embedded NOT COMPARED: ${health.problem}`;
  if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
  process.stderr.write(`\n${reason}\n`);
}
afterAll(() => Promise.all([local.close(), embedded.close()]));

const scripts: Record<string, string> = {
  'plain output': 'import sys; print("a"); print("b", end=""); print("c", file=sys.stderr)',
  'bytes that are no text': 'import sys; sys.stdout.buffer.write(bytes(range(256)))',
  'arguments and input': 'import sys, automa; print(sys.argv, automa.input())',
  'a result': 'def main(n): return n * 2',
  'a coroutine': 'import asyncio\nasync def main(n):\n    await asyncio.sleep(0.01); return [n]',
  'a guarded main':
    'import sys\ndef main(n: int = 2):\n    print("main", n); return 3\nif __name__ == "__main__": sys.exit(main())',
  'an exit code': 'import sys; sys.exit(300)',
  'an exit text': 'import sys; sys.exit("no")',
  'an exception': 'def f(): 1 / 0\nprint("before")\nf()',
  'an exception inside main': 'class Odd(Exception): pass\ndef main(n): raise Odd("ä")',
  'a syntax error': 'x = 1\nif x:\nprint(x)\n',
  'os._exit': 'import os; print("a", flush=True); os._exit(5)',
  'no entrypoint input': 'input()',
  'modules of its own': 'from lib.tools import word\nprint(word)',
  'the end of the interpreter': 'import atexit; atexit.register(print, "bye"); print("hi")',
  'who it is': 'import os; print(os.getuid(), os.getgid(), os.getcwd(), __file__, __name__, os.environ["WORD"])',
};

describe.skipIf(!health.ok)('the same script ends alike in the local sandbox and in the embedded Python', () => {
  it.each(Object.entries(scripts))('%s', async (_, script) => {
    const options = {
      input: '{"n":4}',
      args: ['x', 'y z'],
      env: { TZ: 'UTC', WORD: 'ü' },
      files: { 'lib/tools.py': 'word = "tool"' },
    };
    const [one, other] = await Promise.all([tryScript(local, script, options), tryScript(embedded, script, options)]);
    expect(other.stdout).toBe(one.stdout);
    expect(other.end).toMatchObject({ exitCode: one.end.exitCode, signal: one.end.signal, trouble: one.end.trouble });
    const comparable = ({ endLine }: typeof one) => ({ ...endLine, peakMemoryBytes: 0, cpuSeconds: 0 });
    expect(comparable(other)).toEqual(comparable(one));
    expect(await other.readOut('result.json').catch(() => null)).toBe(
      await one.readOut('result.json').catch(() => null),
    );
    await Promise.all([forgetTry(one), forgetTry(other)]);
  });
});
