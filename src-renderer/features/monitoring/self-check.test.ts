import { describe, expect, it } from 'vitest';
import type { SystemState } from '#contract/system.ts';
import { checkSystem } from './self-check.ts';

const now = Date.UTC(2026, 9, 22, 12);
const docker = { executor: 'docker', ok: true, version: '29.0', problem: null, fix: null, unenforced: [] } as const;
const well: SystemState = {
  host: {
    cpuPercent: 12,
    onBattery: false,
    memory: { totalBytes: 16e9, freeBytes: 8e9 },
    disk: { totalBytes: 500e9, freeBytes: 200e9 },
  },
  engine: { executor: 'docker', version: '29.0', ok: true, problem: null },
  executors: [{ ...docker, unenforced: [] }],
  image: { ref: 'automa-sandbox:0.1.0', present: true, digest: null, canBuild: false, building: null, problem: null },
  scheduler: {
    lastTickAt: new Date(now - 500).toISOString(),
    latenessMs: 12,
    activeJobs: 3,
    queued: 0,
    running: 1,
    unarmed: [],
  },
  database: { bytes: 1e6, ok: true, checkedAt: null, problem: null },
  version: '0.1.0',
  startedAt: new Date(now - 86_400_000).toISOString(),
};
const keysOf = (system: SystemState) => checkSystem(system, null, now).map(({ key }) => key);

describe('the self-check', () => {
  it('finds nothing on a machine that is well', () => {
    expect(keysOf(well)).toEqual([]);
  });

  it('names what stops all runs first, with the cure the core knows', () => {
    const executors = [{ ...docker, ok: false, problem: 'not running', fix: 'start docker', unenforced: [] }];
    const engine = { executor: null, version: null, ok: false, problem: 'not running' };
    const disk = { totalBytes: 500e9, freeBytes: 1e9 };
    expect(checkSystem({ ...well, executors, engine, host: { ...well.host, disk } }, null, now)).toEqual([
      { key: 'monitoring.check.no-engine', isGrave: true, fix: 'start docker' },
      { key: 'monitoring.check.disk', isGrave: true },
    ]);
  });

  it('finds nothing amiss while the core still looks for what scripts can run in', () => {
    const engine = { executor: null, version: null, ok: false, problem: null };
    expect(keysOf({ ...well, executors: [], engine })).not.toContain('monitoring.check.no-engine');
  });

  it('notices a scheduler that went silent, that is late, or that cannot keep up', () => {
    const silent = { ...well.scheduler, lastTickAt: new Date(now - 120_000).toISOString() };
    expect(keysOf({ ...well, scheduler: silent })).toEqual(['monitoring.check.silent']);
    const slow = { ...well.scheduler, latenessMs: 9_000, queued: 80 };
    expect(keysOf({ ...well, scheduler: slow })).toEqual(['monitoring.check.late', 'monitoring.check.queue']);
  });

  it('says that everything is held, by whom and why', () => {
    const hold = { since: well.startedAt, until: null, reason: 'moving the server', by: 'ana' };
    expect(checkSystem(well, hold, now)).toEqual([
      { key: 'monitoring.check.held', values: { by: 'ana', reason: 'moving the server' }, isGrave: false },
    ]);
  });

  it('names jobs the scheduler would forget', () => {
    const unarmed = [{ jobId: 'j1', name: 'backup', problem: 'cron 0 2 * * * is not armed; save the job again' }];
    expect(checkSystem({ ...well, scheduler: { ...well.scheduler, unarmed } }, null, now)).toEqual([
      { key: 'monitoring.check.unarmed', values: { n: 1 }, jobs: unarmed, isGrave: true },
    ]);
  });

  it('follows the sandbox image while it is missing: not begun, under way, failed', () => {
    const missing = { ...well.image, present: false, canBuild: true };
    const building = { step: 'build' as const, startedAt: well.startedAt, lines: [] };
    expect(keysOf({ ...well, image: missing })).toEqual(['monitoring.check.image']);
    expect(keysOf({ ...well, image: { ...missing, building } })).toEqual(['monitoring.check.image-building']);
    expect(checkSystem({ ...well, image: { ...missing, problem: 'no mirror' } }, null, now)).toEqual([
      { key: 'monitoring.check.image-failed', values: { problem: 'no mirror' }, isGrave: false },
    ]);
  });

  it('warns when limits cannot be held by what is in use', () => {
    const local = { ...docker, executor: 'local' as const, unenforced: ['memory'] };
    const engine = { ...well.engine, executor: 'local' as const };
    expect(keysOf({ ...well, engine, executors: [local] })).toEqual([
      'monitoring.check.unenforced',
      'monitoring.check.no-container',
    ]);
  });
});
