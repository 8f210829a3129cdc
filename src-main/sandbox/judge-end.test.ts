import { describe, expect, it } from 'vitest';
import type { EndLine } from './end-line.ts';
import { type Evidence, judgeEnd } from './judge-end.ts';

const calm: Evidence = {
  exit: { code: 0, oomKilled: false },
  endLine: undefined,
  engineWasAway: false,
  stopAsked: false,
  quotaExceeded: undefined,
};

describe('B3 the same exit code, different ends', () => {
  it.each<[string, Partial<Evidence>, { signal: string | null; trouble: string | undefined }]>([
    ['the script says 137 itself', { exit: exit(137), endLine: say(137, null) }, { signal: null, trouble: undefined }],
    [
      'its child process was killed',
      { exit: exit(137), endLine: say(137, 'SIGKILL') },
      { signal: 'SIGKILL', trouble: undefined },
    ],
    ['out of memory', { exit: { code: 137, oomKilled: true } }, { signal: 'SIGKILL', trouble: undefined }],
    ['we killed it', { exit: exit(137), stopAsked: true }, { signal: 'SIGKILL', trouble: undefined }],
    ['somebody killed it', { exit: exit(137) }, { signal: 'SIGKILL', trouble: 'killed-outside' }],
    [
      'the engine restarted',
      { exit: exit(137), engineWasAway: true },
      { signal: 'SIGKILL', trouble: 'engine-restart' },
    ],
    [
      'the engine stopped it politely',
      { exit: exit(143), endLine: say(143, 'SIGTERM'), engineWasAway: true },
      { signal: 'SIGTERM', trouble: 'engine-restart' },
    ],
    [
      'it failed while the engine was away',
      { exit: exit(7), endLine: say(7, null), engineWasAway: true },
      { signal: null, trouble: undefined },
    ],
    ['/out was too full', { exit: exit(137), quotaExceeded: 'too much' }, { signal: 'SIGKILL', trouble: 'disk-quota' }],
    ['the container was removed', { exit: undefined }, { signal: null, trouble: 'killed-outside' }],
    [
      'container and engine went',
      { exit: undefined, engineWasAway: true },
      { signal: null, trouble: 'engine-restart' },
    ],
  ])('%s', (_what, evidence, expected) => {
    const end = judgeEnd({ ...calm, ...evidence });
    expect({ signal: end.signal, trouble: end.trouble?.code }).toEqual(expected);
  });
});

function exit(code: number): Evidence['exit'] {
  return { code, oomKilled: false };
}

function say(exitCode: number, signal: string | null): EndLine {
  return { t: 'end', exitCode, signal, timedOut: false, peakMemoryBytes: null, cpuSeconds: null };
}
