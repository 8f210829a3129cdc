import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { Profile } from '#contract/profile.ts';
import { makeSeccompProfile } from './seccomp.ts';

/** The user of every script, in images and local sandboxes alike. */
export const SCRIPT_UID = 65_532;

export interface ContainerPlan {
  instanceId: string;
  runId: string;
  attempt: number;
  /** Image id, not its tag: a tag that moves between look-up and creation changes nothing. */
  imageId: string;
  profile: Profile;
  env: Readonly<Record<string, string>>;
  folders: { script: string; automa: string; out: string; runner: string | undefined };
  /** Cores the engine has; asking for more than exist is no limit at all and an error of the engine. */
  engineCpus: number;
}

const MIB = 1_048_576;
const LABEL_PREFIX = 'automa';

/** The labels every container of ours carries. */
export const labelNames = {
  instance: `${LABEL_PREFIX}.instance`,
  run: `${LABEL_PREFIX}.run`,
  attempt: `${LABEL_PREFIX}.attempt`,
} as const;

/** The same for the same attempt, so a second creation after a crash is noticed. */
export function containerName(instanceId: string, runId: string, attempt: number): string {
  // The end of a UUIDv7 is its random part; the beginning is the same for instances made in the same minute.
  return `automa-${instanceId.replaceAll('-', '').slice(-8)}-${runId}-${attempt}`;
}

/** Everything the engine is told about a container: the hardening of the research on security, section 2.3. */
export function makeCreateOptions(plan: ContainerPlan): ContainerCreateOptions {
  return {
    name: containerName(plan.instanceId, plan.runId, plan.attempt),
    Image: plan.imageId,
    User: `${SCRIPT_UID}:${SCRIPT_UID}`,
    WorkingDir: '/script',
    Env: Object.entries(plan.env).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [labelNames.instance]: plan.instanceId,
      [labelNames.run]: plan.runId,
      [labelNames.attempt]: String(plan.attempt),
    },
    Hostname: 'sandbox',
    Tty: false,
    OpenStdin: false,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    StopSignal: 'SIGTERM',
    // An own, empty network namespace like `none`, without the engine's slow set-up hook (research on performance, 1.3).
    NetworkDisabled: plan.profile.network === 'none',
    HostConfig: makeHostConfig(plan),
  };
}

/** POSIX semaphores and small shared memory; counts as memory. */
const SHM_BYTES = 8 * MIB;
const networkModes = { none: 'none', lan: 'bridge', full: 'host' } as const;
const seccompProfile = makeSeccompProfile();

/** `CgroupnsMode` is in the engine's API since 1.41 and not in its declarations. */
function makeHostConfig({ profile, folders, engineCpus }: ContainerPlan): HostConfig & { CgroupnsMode: 'private' } {
  const memoryBytes = profile.memoryMb * MIB;
  const isolated = profile.network === 'none';
  return {
    NetworkMode: networkModes[profile.network],
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    CapAdd: [],
    SecurityOpt: ['no-new-privileges', `seccomp=${seccompProfile}`],
    Memory: memoryBytes,
    MemorySwap: memoryBytes,
    NanoCpus: Math.round(Math.min(profile.cpus, engineCpus) * 1e9),
    CpuShares: 512,
    PidsLimit: profile.pids,
    OomScoreAdj: 500,
    IpcMode: 'private',
    CgroupnsMode: 'private',
    ShmSize: SHM_BYTES,
    Ulimits: [
      ulimit('nofile', 1_024),
      // Counted per user over all containers, so only a stop for the whole; `PidsLimit` is what binds a run.
      ulimit('nproc', 8_192),
      ulimit('core', 0),
      ulimit('fsize', profile.outMb * MIB),
    ],
    Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${profile.tmpMb}m,mode=1777` },
    Mounts: [
      bind(folders.script, '/script', true),
      bind(folders.automa, '/automa', true),
      bind(folders.out, '/out', false),
      ...(folders.runner === undefined ? [] : [bind(folders.runner, '/opt/automa', true)]),
      // Without a network of its own making the engine writes no hosts file, and `localhost` would not resolve.
      ...(isolated ? [bind(`${folders.automa}/hosts`, '/etc/hosts', true)] : []),
    ],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '1' } },
    AutoRemove: false,
    RestartPolicy: { Name: 'no' },
    PublishAllPorts: false,
    Devices: [],
    DeviceCgroupRules: [],
  };
}

function ulimit(name: string, limit: number): { Name: string; Soft: number; Hard: number } {
  return { Name: name, Soft: limit, Hard: limit };
}

/** As a mount, never as `Binds`, which makes a missing folder on the host as root (trap T23). */
function bind(source: string, target: string, readOnly: boolean) {
  return {
    Type: 'bind' as const,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
    BindOptions: { Propagation: 'rprivate' as const },
  };
}
