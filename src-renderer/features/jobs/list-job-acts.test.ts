import { describe, expect, it } from 'vitest';
import type { Job } from '#contract/jobs.ts';
import { listJobActs } from './list-job-acts.ts';

const all = { run: true, write: true };
const trigger = { kind: 'cron' };
const job = (change: Partial<Job>) =>
  ({ state: 'active', snoozedUntil: null, nextAt: '2026-10-22T12:00:00.000Z', triggers: [trigger], ...change }) as Job; // all that is read of it

describe('what can be done with a job', () => {
  it('is everything while it is active', () => {
    expect(listJobActs(job({}), all)).toEqual([
      'run-now',
      'pause',
      'snooze',
      'skip-next',
      'backfill',
      'duplicate',
      'edit',
      'cancel',
      'remove',
    ]);
  });

  it('is to resume it where it is paused, and to end its snooze where it is snoozed', () => {
    expect(listJobActs(job({ state: 'paused', nextAt: null }), all)).toContain('resume');
    expect(listJobActs(job({ state: 'paused' }), all)).not.toContain('snooze');
    expect(listJobActs(job({ snoozedUntil: '2026-10-22T13:00:00.000Z' }), all)).toContain('end-snooze');
  });

  it('is to look back at it once it is cancelled', () => {
    expect(listJobActs(job({ state: 'cancelled' }), all)).toEqual(['duplicate', 'remove']);
  });

  it('leaves out what it cannot: skipping where nothing comes, making up where nothing is due by the clock', () => {
    expect(listJobActs(job({ nextAt: null }), all)).not.toContain('skip-next');
    expect(listJobActs(job({ triggers: [] }), all)).not.toContain('backfill');
  });

  it('is to run it for those who may only do that', () => {
    expect(listJobActs(job({}), { run: true, write: false })).toEqual(['run-now']);
    expect(listJobActs(job({}), { run: false, write: false })).toEqual([]);
  });
});
