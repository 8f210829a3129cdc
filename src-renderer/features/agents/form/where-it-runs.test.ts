import { describe, expect, it } from 'vitest';
import { findUnfit, firstProfile } from './where-it-runs.ts';

const docker = { executor: 'docker', ok: true, unenforced: [] } as const;
const local = { executor: 'local', ok: true, unenforced: [] } as const;
const embedded = { executor: 'embedded', ok: true, unenforced: ['cpus'] } as const;
const mayWaiveLimits = true;

describe('limits to begin with', () => {
  it('ask for a container where there is one that may be used', () => {
    const withDocker = { executors: [docker, local], engine: 'auto' } as const;
    expect(firstProfile(withDocker, { mayWaiveLimits })).toMatchObject({ isolation: 'container', limits: 'required' });
    expect(firstProfile({ ...withDocker, engine: 'local' }, { mayWaiveLimits })).toMatchObject({ isolation: 'any' });
  });

  it('are waived only where nothing holds them, and only by who may', () => {
    const machine = { executors: [{ ...docker, ok: false }, embedded], engine: 'auto' } as const;
    expect(firstProfile(machine, { mayWaiveLimits })).toMatchObject({ isolation: 'any', limits: 'best-effort' });
    expect(firstProfile(machine, { mayWaiveLimits: false }).limits).toBe('required');
  });

  it('run anywhere when nobody knows the machine', () => {
    const unknown = { executors: undefined, engine: 'auto' } as const;
    expect(firstProfile(unknown, { mayWaiveLimits })).toMatchObject({ isolation: 'any', limits: 'required' });
  });
});

describe('a profile nothing here takes', () => {
  it('is told by what it lacks', () => {
    const machine = { executors: [docker, embedded], engine: 'embedded' } as const;
    expect(findUnfit({ isolation: 'container', limits: 'best-effort' }, machine)).toBe('container');
    expect(findUnfit({ isolation: 'any', limits: 'required' }, machine)).toBe('limits');
    expect(findUnfit({ isolation: 'any', limits: 'best-effort' }, machine)).toBeUndefined();
    expect(findUnfit({ isolation: 'container', limits: 'required' }, { ...machine, engine: 'auto' })).toBeUndefined();
  });

  it('is nobody’s guess while the machine is not known', () => {
    expect(findUnfit({ isolation: 'container', limits: 'required' }, { executors: [], engine: 'auto' })).toBe(
      undefined,
    );
  });
});
