import { describe, expect, it } from 'vitest';
import type { RunStatus } from '#contract/runs.ts';
import { decideNotice, type EndedRun, isQuiet } from './decide-notification.ts';

const run = (status: RunStatus, jobId: string | null = 'job'): EndedRun => ({
  id: 'run',
  jobId,
  status,
  title: 'report',
  reason: null,
});

describe('what a person is told', () => {
  it.each<[RunStatus, RunStatus | undefined, string | undefined]>([
    ['failed', undefined, 'failed'],
    ['failed', 'succeeded', 'failed'],
    ['timed-out', 'succeeded', 'timed-out'],
    ['lost', 'succeeded', 'lost'],
    ['succeeded', 'succeeded', undefined],
    ['succeeded', undefined, undefined],
    ['cancelled', 'succeeded', undefined],
    ['cancelled', 'failed', undefined],
  ])('a run that %s after one that %s: %s', (status, previous, kind) => {
    expect(decideNotice(run(status), previous)?.kind).toBe(kind);
  });

  it('is a failure once, until the job works again, which is told too', () => {
    expect(decideNotice(run('failed'), 'failed')).toBeUndefined();
    expect(decideNotice(run('lost'), 'timed-out')).toBeUndefined();
    expect(decideNotice(run('succeeded'), 'failed')?.kind).toBe('back');
  });

  it('is nothing of runs somebody started by hand without a job', () => {
    expect(decideNotice(run('failed', null), undefined)).toBeUndefined();
  });
});

describe('quiet hours', () => {
  const night = { isOn: true, from: '22:00', to: '07:00' };
  const noon = { isOn: true, from: '12:00', to: '13:00' };

  it.each<[string, typeof night, number, boolean]>([
    ['before the night', night, 21 * 60 + 59, false],
    ['at its first minute', night, 22 * 60, true],
    ['after midnight', night, 0, true],
    ['at its last minute', night, 6 * 60 + 59, true],
    ['in the morning', night, 7 * 60, false],
    ['within a day', noon, 12 * 60 + 30, true],
    ['outside of it', noon, 13 * 60, false],
    ['when they are off', { ...night, isOn: false }, 0, false],
    ['when they begin and end at once', { ...night, to: '22:00' }, 22 * 60, false],
  ])('%s', (_when, hours, minute, isQuietThen) => {
    expect(isQuiet(hours, minute)).toBe(isQuietThen);
  });
});
