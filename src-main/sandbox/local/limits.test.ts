import { describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { buildScopeArguments, chooseLimitMechanism, describeUnenforced, type HeldLimit } from './limits.ts';

const held = (...limits: HeldLimit[]) => new Set(limits);

describe('how the local sandbox holds limits', () => {
  it.each([
    ['a cgroup of ours where all can be held', held('memory', 'cpus', 'pids'), true, '6.1.0', 'cgroup', []],
    ['processes by rlimit where only that controller is missing', held('memory', 'cpus'), false, '6.1.0', 'cgroup', []],
    ['a scope of systemd where no cgroup can be made', held(), true, '6.1.0', 'systemd-scope', []],
    ['a partly writable cgroup where systemd does not answer', held('memory'), false, '6.1.0', 'cgroup', ['cpus']],
    ['rlimits where there is nothing else', held(), false, '6.1.0', 'process-limits', ['memory', 'cpus']],
    [
      'rlimits before processes were counted per box',
      held(),
      false,
      '5.10.0-28',
      'process-limits',
      ['memory', 'cpus', 'pids'],
    ],
  ] as const)('takes %s', (_, cgroup, systemdScope, kernelRelease, kind, unenforced) => {
    expect(chooseLimitMechanism({ cgroup, systemdScope, kernelRelease })).toMatchObject({ kind, unenforced });
  });

  it('A18 says that memory is held per process only', () => {
    expect(describeUnenforced(['memory'])).toBe('memory (per process only)');
  });

  it('asks systemd for memory without swap, tasks and a share of the processors', () => {
    expect(buildScopeArguments(defaultProfile, 'automa-x').join(' ')).toBe(
      '/usr/bin/systemd-run --user --scope --quiet --collect --unit=automa-x ' +
        '-p MemoryMax=256M -p MemorySwapMax=0 -p TasksMax=64 -p CPUQuota=50% --',
    );
  });
});
