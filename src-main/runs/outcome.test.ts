import { describe, expect, it } from 'vitest';
import type { BoxEnd } from '../sandbox/sandbox.ts';
import type { EndReport } from './log/control-lines.ts';
import { type AttemptEnd, nameOutcome } from './outcome.ts';

const box = (changes: Partial<BoxEnd> = {}): BoxEnd => ({
  exitCode: 0,
  signal: null,
  oomKilled: false,
  trouble: null,
  peakMemoryBytes: null,
  cpuSeconds: null,
  ...changes,
});
const said = (changes: Partial<EndReport> = {}): EndReport => ({
  t: 'end',
  exitCode: 0,
  signal: null,
  timedOut: false,
  exception: null,
  syntaxError: null,
  peakMemoryBytes: null,
  cpuSeconds: null,
  ...changes,
});
const name = (changes: Partial<AttemptEnd> = {}) =>
  nameOutcome({ end: box(), report: null, stopped: null, timeoutSeconds: 300, memoryMb: 256, ...changes });
const valueError = { class: 'ValueError', message: 'no' };

describe('how the end of an attempt is named', () => {
  it.each<[string, Partial<AttemptEnd>, string, string, string]>([
    ['exit code 0', {}, 'succeeded', 'exit', 'finished with exit code 0'],
    ['another exit code', { end: box({ exitCode: 4 }) }, 'failed', 'exit', 'finished with exit code 4'],
    [
      'an exception',
      { end: box({ exitCode: 1 }), report: said({ exitCode: 1, exception: valueError }) },
      'failed',
      'exception',
      'ValueError: no',
    ],
    [
      'a syntax error',
      {
        end: box({ exitCode: 1 }),
        report: said({ syntaxError: { message: 'invalid syntax', path: 'main.py', line: 2, column: 5 } }),
      },
      'failed',
      'exception',
      'main.py, line 2, column 5: invalid syntax',
    ],
    ['a signal', { end: box({ exitCode: 139, signal: 'SIGSEGV' }) }, 'failed', 'signal', 'killed by SIGSEGV'],
    [
      'a signal only the runner saw',
      { end: box({ exitCode: 139 }), report: said({ exitCode: null, signal: 'SIGSEGV' }) },
      'failed',
      'signal',
      'killed by SIGSEGV',
    ],
    [
      'memory',
      { end: box({ exitCode: 137, signal: 'SIGKILL', oomKilled: true }) },
      'failed',
      'out-of-memory',
      'went past the 256 MiB it may use and was killed',
    ],
    [
      'the deadline, by the supervisor',
      { end: box({ exitCode: 137 }), stopped: { kind: 'timeout' } },
      'timed-out',
      'timeout',
      'still running after 300 s, so it was stopped',
    ],
    [
      'the deadline, by the runner',
      { end: box({ exitCode: 143 }), report: said({ timedOut: true }) },
      'timed-out',
      'timeout',
      'still running after 300 s, so it was stopped',
    ],
    [
      'a cancel',
      { end: box({ exitCode: 143 }), stopped: { kind: 'cancel', reason: 'enough' } },
      'cancelled',
      'cancelled',
      'enough',
    ],
    [
      'a cancel that found it over',
      { stopped: { kind: 'cancel', reason: 'enough' } },
      'cancelled',
      'cancelled',
      'enough',
    ],
    [
      'the end of the host',
      { end: box({ exitCode: 143 }), stopped: { kind: 'host-ended', reason: 'shut down' } },
      'lost',
      'host-died',
      'shut down',
    ],
    [
      'a restart of the engine',
      { end: box({ exitCode: 137, trouble: { code: 'engine-restart', detail: 'restarted' } }) },
      'lost',
      'engine-restart',
      'restarted',
    ],
    [
      'a host that died',
      { end: box({ exitCode: null, trouble: { code: 'host-died', detail: 'gone' } }) },
      'lost',
      'host-died',
      'gone',
    ],
    [
      'a kill from outside',
      { end: box({ exitCode: 137, trouble: { code: 'killed-outside', detail: 'docker kill' } }) },
      'failed',
      'killed-outside',
      'docker kill',
    ],
    [
      'a full /out',
      { end: box({ exitCode: 137, trouble: { code: 'disk-quota', detail: '/out is full' } }) },
      'failed',
      'disk-quota',
      '/out is full',
    ],
    [
      'trouble of the sandbox',
      { end: box({ trouble: { code: 'sandbox', detail: 'broken' } }) },
      'failed',
      'sandbox',
      'broken',
    ],
    ['nobody knowing', { end: box({ exitCode: null }) }, 'lost', 'sandbox', 'nobody can tell how it ended'],
    [
      'an exit code only the runner knew',
      { end: box({ exitCode: null }), report: said({ exitCode: 6 }) },
      'failed',
      'exit',
      'finished with exit code 6',
    ],
  ])('%s', (_what, changes, status, code, reason) => {
    expect(name(changes)).toMatchObject({ status, code, reason });
  });

  it('a child killed for memory while the script exits 0 is a success with a warning', () => {
    expect(name({ end: box({ oomKilled: true }) })).toMatchObject({
      status: 'succeeded',
      oomKilled: true,
      warnings: ['a child process was killed: it went past the 256 MiB this run may use'],
    });
  });

  it('what the executor measured counts before what the runner says', () => {
    const report = said({ exitCode: 9, peakMemoryBytes: 1, cpuSeconds: 1 });
    expect(name({ end: box({ exitCode: 4, peakMemoryBytes: 2, cpuSeconds: 3 }), report })).toMatchObject({
      exitCode: 4,
      peakMemoryBytes: 2,
      cpuSeconds: 3,
    });
    expect(name({ end: box({ exitCode: 4 }), report })).toMatchObject({
      exitCode: 4,
      peakMemoryBytes: 1,
      cpuSeconds: 1,
    });
  });

  it('an exception with a book for a message is cut short', () => {
    const { reason } = name({
      end: box({ exitCode: 1 }),
      report: said({ exception: { class: 'E', message: 'x'.repeat(9_999) } }),
    });
    expect(reason.length).toBe(2_000);
  });
});
