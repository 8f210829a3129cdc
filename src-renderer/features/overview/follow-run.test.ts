import { describe, expect, it } from 'vitest';
import { followRun } from './follow-run.ts';

const now = Date.UTC(2026, 9, 22, 12);
const running = { status: 'running', startedAt: new Date(now - 60_000).toISOString(), progress: null } as const;

describe('how far a run is', () => {
  it('believes the run itself first', () => {
    const run = { ...running, progress: { fraction: 0.25, text: '' } };
    expect(followRun(run, 10_000, now)).toMatchObject({ fraction: 0.25, leftMs: 180_000, isSlow: false });
  });

  it('goes by what is usual for its job else', () => {
    expect(followRun(running, 80_000, now)).toMatchObject({ fraction: 0.75, leftMs: 20_000, isSlow: false });
  });

  it('calls slow what takes more than one and a half times the usual', () => {
    expect(followRun(running, 30_000, now)).toMatchObject({ fraction: 1, timesUsual: 2, isSlow: true });
    expect(followRun(running, 30_000, now).leftMs).toBeUndefined();
  });

  it('claims nothing of what it cannot know', () => {
    expect(followRun(running, undefined, now).fraction).toBeUndefined();
    expect(followRun({ ...running, status: 'queued', startedAt: null }, 1_000, now).fraction).toBeUndefined();
  });
});
