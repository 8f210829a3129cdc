import type { Profile } from '#contract/profile.ts';

/** Limits of a profile that need more than the box itself, in the words the container engines' probe uses too. */
const heldByMechanism = ['memory', 'cpus', 'pids'] as const;
export type HeldLimit = (typeof heldByMechanism)[number];

/** What was found out about this machine. */
export interface LimitFacts {
  /** Limits for which a cgroup of ours could be made. */
  cgroup: ReadonlySet<HeldLimit>;
  /** Does `systemd-run --user --scope` answer? */
  systemdScope: boolean;
  /** Since 5.14 RLIMIT_NPROC counts per user namespace; before, all processes of the user would count. */
  kernelRelease: string;
}

export interface LimitMechanism {
  kind: 'cgroup' | 'systemd-scope' | 'process-limits';
  /** RLIMIT_NPROC binds the box alone. */
  countsProcessesPerBox: boolean;
  unenforced: readonly HeldLimit[];
}

/**
 * Which way limits are held here: a cgroup of ours, else a scope of the user's systemd, else what each process carries
 * itself. A partly writable cgroup is still better than none, so it wins when systemd cannot hold all either.
 */
export function chooseLimitMechanism(facts: LimitFacts): LimitMechanism {
  const countsProcessesPerBox = isAtLeast(facts.kernelRelease, 5, 14);
  const missing = heldByMechanism.filter(
    (limit) => !facts.cgroup.has(limit) && !(limit === 'pids' && countsProcessesPerBox),
  );
  if (missing.length === 0) return { kind: 'cgroup', countsProcessesPerBox, unenforced: [] };
  if (facts.systemdScope) return { kind: 'systemd-scope', countsProcessesPerBox, unenforced: [] };
  const kind = facts.cgroup.size > 0 ? 'cgroup' : 'process-limits';
  return { kind, countsProcessesPerBox, unenforced: missing };
}

/** The words of a person for limits that are not held as the profile means them. */
export function describeUnenforced(unenforced: readonly HeldLimit[]): string {
  const words = {
    memory: 'memory (per process only)',
    cpus: 'the share of the processors',
    pids: 'the number of processes',
  };
  return unenforced.map((limit) => words[limit]).join(', ');
}

/** `systemd-run` in front of bubblewrap; the scope ends with the box. */
export function buildScopeArguments(profile: Profile, name: string): string[] {
  return [
    ...['/usr/bin/systemd-run', '--user', '--scope', '--quiet', '--collect', `--unit=${name}`],
    ...['-p', `MemoryMax=${profile.memoryMb}M`, '-p', 'MemorySwapMax=0'],
    ...['-p', `TasksMax=${profile.pids}`, '-p', `CPUQuota=${Math.max(1, Math.round(profile.cpus * 100))}%`],
    '--',
  ];
}

function isAtLeast(release: string, major: number, minor: number): boolean {
  const [foundMajor = 0, foundMinor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}
