import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignLog } from './align-log.ts';

const whole = Buffer.from(Array.from({ length: 5_000 }, (_, n) => `line ${n}\n`).join(''));
const none = Buffer.alloc(0);

describe('finding our place in a log the engine has cut', () => {
  it('gives its exact beginning and the exact loss, wherever it was cut, marked and stored', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 300), fc.nat(whole.length), fc.nat(whole.length), (cut, marked, stored) => {
        fc.pre(marked === 0 ? cut === 0 : marked - Math.min(marked, 256) >= cut);
        const mark = {
          at: { stdoutBytes: marked, stderrBytes: 0 },
          tails: { stdout: whole.subarray(Math.max(0, marked - 256), marked), stderr: none },
        };
        const start = alignLog({ stdout: whole.subarray(cut), stderr: none }, mark, {
          stdoutBytes: stored,
          stderrBytes: 0,
        });
        fc.pre(mark.tails.stdout.length > 12 || marked === 0); // a shorter tail is not unique in these lines
        expect(start).toEqual({ from: { stdoutBytes: cut, stderrBytes: 0 }, lostBytes: Math.max(0, cut - stored) });
      }),
    );
  });

  it('repeats nothing and admits a loss of unknown size when the mark itself was cut away', () => {
    const mark = {
      at: { stdoutBytes: 600, stderrBytes: 0 },
      tails: { stdout: whole.subarray(344, 600), stderr: none },
    };
    const start = alignLog({ stdout: whole.subarray(9_000), stderr: none }, mark, { stdoutBytes: 700, stderrBytes: 0 });
    expect(start).toEqual({ from: { stdoutBytes: 700, stderrBytes: 0 }, lostBytes: undefined });
  });
});
