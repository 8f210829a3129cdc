import { execFile } from 'node:child_process';
import { lstatSync, readlinkSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { promisify } from 'node:util';
import type { SystemFolder } from './arguments.ts';
import type { CgroupHome } from './cgroup.ts';
import { chooseLimitMechanism, type LimitMechanism } from './limits.ts';
import type { FilterArchitecture } from './seccomp-filter.ts';

const run = promisify(execFile);

export const bubblewrapPath = '/usr/bin/bwrap';
export const pythonPath = '/usr/bin/python3';
const probeTimeoutMs = 10_000;

/** What the local sandbox found on this machine, before a box was tried. */
export interface LocalFacts {
  version: string;
  pythonVersion: string;
  architecture: FilterArchitecture;
  mechanism: LimitMechanism;
  systemFolders: readonly SystemFolder[];
}

/** Why there can be no local sandbox here, and what to do. */
export interface LocalProblem {
  problem: string;
  fix: string | null;
}

/** Looks for bubblewrap, Python and a way to hold limits. */
export async function findLocalFacts(cgroupHome: CgroupHome): Promise<LocalFacts | LocalProblem> {
  if (process.platform !== 'linux') return { problem: 'bubblewrap exists on Linux only', fix: null };
  const architecture = process.arch;
  if (architecture !== 'x64' && architecture !== 'arm64') {
    return { problem: `there is no system call filter for ${architecture}`, fix: null };
  }
  const version = await firstLine(bubblewrapPath, ['--version']);
  if (version === undefined)
    return { problem: `${bubblewrapPath} is not there`, fix: 'install the package bubblewrap' };
  const pythonVersion = await firstLine(pythonPath, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
  if (pythonVersion === undefined || !isRecentPython(pythonVersion)) {
    return {
      problem: `${pythonPath} is ${pythonVersion ?? 'not there'}; 3.9 or later is needed`,
      fix: 'install the package python3',
    };
  }
  const systemdScope =
    (await firstLine('/usr/bin/systemd-run', ['--user', '--scope', '--quiet', '/usr/bin/echo', 'ok'])) === 'ok';
  return {
    version: version.replace(/^bubblewrap /, ''),
    pythonVersion,
    architecture,
    mechanism: chooseLimitMechanism({ cgroup: cgroupHome.limits, systemdScope, kernelRelease: release() }),
    systemFolders: findSystemFolders(),
  };
}

async function firstLine(file: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, args, { timeout: probeTimeoutMs, cwd: tmpdir() });
    return stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}

function isRecentPython(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= 9;
}

/** Distributions differ in which of these are links into /usr. */
function findSystemFolders(): SystemFolder[] {
  return ['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap((path): SystemFolder[] => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) return [{ path, linkTo: readlinkSync(path) }];
    return found?.isDirectory() ? [{ path, linkTo: undefined }] : [];
  });
}
