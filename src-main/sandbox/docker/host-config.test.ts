import { describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { type ContainerPlan, makeCreateOptions } from './host-config.ts';

const plan: ContainerPlan = {
  instanceId: '01a1f9e7-0d87-7467-8232-200c93f78bc1',
  runId: 'run',
  attempt: 2,
  imageId: 'sha256:abc',
  profile: defaultProfile,
  env: { TZ: 'UTC' },
  folders: { script: '/s', automa: '/a', out: '/o', runner: undefined },
  engineCpus: 2,
};

describe('what the engine is told', () => {
  it('holds the limits of the profile and every hardening', () => {
    expect(makeCreateOptions(plan)).toMatchObject({
      name: 'automa-93f78bc1-run-2',
      Image: 'sha256:abc',
      User: '65532:65532',
      Env: ['TZ=UTC'],
      Labels: { 'automa.instance': plan.instanceId, 'automa.run': 'run', 'automa.attempt': '2' },
      OpenStdin: false,
      NetworkDisabled: true,
      HostConfig: {
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges', expect.stringMatching(/^seccomp=\{"defaultAction":"SCMP_ACT_ERRNO"/)],
        Memory: 256 * 1_048_576,
        MemorySwap: 256 * 1_048_576,
        NanoCpus: 500_000_000,
        PidsLimit: 64,
        AutoRemove: false,
        Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '1' } },
      },
    });
  });

  it('mounts the script read-only, never by `Binds`, and asks for no more cores than there are', () => {
    const { HostConfig } = makeCreateOptions({ ...plan, profile: { ...defaultProfile, cpus: 64 } });
    expect(HostConfig?.Binds).toBeUndefined();
    expect(HostConfig?.NanoCpus).toBe(2e9);
    expect(
      HostConfig?.Mounts?.map((mount) => `${mount.Source}:${mount.Target}:${mount.ReadOnly ? 'ro' : 'rw'}`),
    ).toEqual(['/s:/script:ro', '/a:/automa:ro', '/o:/out:rw', '/a/hosts:/etc/hosts:ro']);
  });

  it.each([
    ['lan', 'bridge'],
    ['full', 'host'],
  ] as const)('network %s is %s, with the hosts file of the engine', (network, mode) => {
    const options = makeCreateOptions({ ...plan, profile: { ...defaultProfile, network } });
    expect(options).toMatchObject({ NetworkDisabled: false, HostConfig: { NetworkMode: mode } });
    expect(options.HostConfig?.Mounts?.some((mount) => mount.Target === '/etc/hosts')).toBe(false);
  });
});
