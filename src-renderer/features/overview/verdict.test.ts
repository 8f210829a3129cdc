import { describe, expect, it } from 'vitest';
import type { RunStatus } from '#contract/runs.ts';
import { judge, type VerdictFacts } from './verdict.ts';

const now = Date.UTC(2026, 9, 22, 12);
const run = (title: string, status: RunStatus, minutesAgo: number) => ({
  jobId: title,
  title,
  status,
  queuedAt: new Date(now - minutesAgo * 60_000).toISOString(),
});
const system: NonNullable<VerdictFacts['system']> = {
  engine: { executor: 'docker', version: '29.0', ok: true, problem: null },
  executors: [{ executor: 'docker', ok: true, version: '29.0', problem: null, fix: null, unenforced: [] }],
  scheduler: {
    lastTickAt: new Date(now - 500).toISOString(),
    latenessMs: 12,
    activeJobs: 3,
    queued: 0,
    running: 1,
    unarmed: [],
  },
};
const well: VerdictFacts = {
  system,
  hold: null,
  runs: [],
  missed: 0,
  absences: [],
  jobs: { active: 3, paused: 0, snoozed: 0 },
  now,
};

describe('the sentence of the overview', () => {
  it('says that all runs when nothing failed and nothing was missed', () => {
    expect(judge({ ...well, runs: [run('a', 'succeeded', 3), run('b', 'running', 0)] })).toEqual({
      isFine: true,
      sentence: { key: 'overview.fine' },
      remarks: [{ key: 'overview.fine-runs', values: { runs: 2 } }],
    });
  });

  it('counts what failed since yesterday and names the jobs that still fail', () => {
    const runs = [run('a', 'failed', 9), run('a', 'succeeded', 3), run('b', 'succeeded', 9), run('b', 'timed-out', 2)];
    expect(judge({ ...well, runs })).toEqual({
      isFine: false,
      sentence: { key: 'overview.failed', values: { n: 2 } },
      remarks: [{ key: 'overview.failing-one', values: { name: 'b' } }],
    });
  });

  it('says so when each failure was made good by a later run', () => {
    const runs = [run('a', 'failed', 9), run('a', 'succeeded', 3), run('a', 'running', 0)];
    expect(judge({ ...well, runs }).remarks).toEqual([{ key: 'overview.recovered' }]);
  });

  it('does not hold a cancelled run against its job', () => {
    expect(judge({ ...well, runs: [run('a', 'cancelled', 1)] }).isFine).toBe(true);
  });

  it('puts first that nothing can run, then that nothing is fired', () => {
    const runs = [run('a', 'failed', 1)];
    const broken = { ...system, engine: { ...system.engine, ok: false, problem: 'docker is stopped' } };
    expect(judge({ ...well, runs, system: broken }).sentence.key).toBe('overview.no-engine');
    const lastTickAt = new Date(now - 120_000).toISOString();
    const silent = { ...system, scheduler: { ...system.scheduler, lastTickAt } };
    expect(judge({ ...well, runs, system: silent }).sentence.key).toBe('overview.no-beat');
  });

  it('says who holds everything, until when and why, before it speaks of failures', () => {
    const hold = { since: new Date(now).toISOString(), until: null, reason: 'moving the server', by: 'ana' };
    expect(judge({ ...well, runs: [run('a', 'failed', 1)], hold })).toEqual({
      isFine: false,
      sentence: { key: 'overview.held' },
      remarks: [
        {
          key: 'overview.held-remark',
          values: { by: 'ana', reason: 'moving the server', hasEnd: 'false', until: '' },
        },
        { key: 'overview.failing-one', values: { name: 'a' } },
      ],
    });
  });

  it('leads to jobs the scheduler would forget', () => {
    const unarmed = [{ jobId: 'j1', name: 'backup', problem: 'cron 0 2 * * * is not armed; save the job again' }];
    const forgetful = { ...system, scheduler: { ...system.scheduler, unarmed } };
    expect(judge({ ...well, system: forgetful })).toMatchObject({
      isFine: false,
      sentence: { key: 'overview.unarmed', values: { n: 1 } },
      jobs: unarmed,
    });
  });

  it('judges by runs alone for those who may not see the machine', () => {
    expect(judge({ ...well, system: undefined }).sentence.key).toBe('overview.fine');
  });

  it('speaks of what was missed, and of a machine on which nothing is scheduled', () => {
    expect(judge({ ...well, missed: 2 }).sentence).toEqual({ key: 'overview.missed', values: { n: 2 } });
    expect(judge({ ...well, jobs: { active: 0, paused: 4, snoozed: 0 } })).toMatchObject({
      sentence: { key: 'overview.unscheduled' },
      remarks: [{ key: 'overview.paused-remark', values: { n: 4 } }],
    });
  });

  it('puts what failed and what was missed into one sentence, and says when nobody was there', () => {
    const off = { kind: 'off', from: now - 600_000, to: now - 360_000, missed: 3, madeUp: 1 } as const;
    const verdict = judge({ ...well, runs: [run('a', 'lost', 9)], missed: 3, absences: [off] });
    expect(verdict.sentence).toEqual({ key: 'overview.failed-missed', values: { failed: 1, missed: 3 } });
    expect(verdict.remarks.map(({ key }) => key)).toEqual(['overview.failing-one', 'overview.absence']);
    expect(verdict.remarks[1]?.values).toMatchObject({ kind: 'off', missed: 3, madeUp: 1 });
  });

  it('tells of an absence although all was made up, and calls that fine', () => {
    const slept = { kind: 'asleep', from: now - 600_000, to: now - 360_000, missed: 0, madeUp: 2 } as const;
    const verdict = judge({ ...well, runs: [run('a', 'succeeded', 3)], absences: [slept] });
    expect([verdict.isFine, verdict.remarks.map(({ key }) => key)]).toEqual([
      true,
      ['overview.fine-runs', 'overview.absence'],
    ]);
  });

  it('says that runs start late, first where nothing is worse', () => {
    const late = { ...system, scheduler: { ...system.scheduler, latenessMs: 85_000 } };
    expect(judge({ ...well, system: late })).toMatchObject({ isFine: false, sentence: { key: 'overview.late' } });
    const verdict = judge({ ...well, system: late, runs: [run('a', 'failed', 1)] });
    expect([verdict.sentence.key, verdict.remarks.at(-1)?.key]).toEqual(['overview.failed', 'overview.late-remark']);
  });

  it('names what is paused or snoozed beside what runs', () => {
    const verdict = judge({ ...well, runs: [run('a', 'succeeded', 3)], jobs: { active: 3, paused: 1, snoozed: 2 } });
    expect(verdict.remarks[1]).toEqual({ key: 'overview.quiet-jobs', values: { paused: 1, snoozed: 2 } });
  });
});
