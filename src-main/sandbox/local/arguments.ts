/** Uid and gid a script sees, whoever started the product (specification of the sandbox, profile `user`). */
export const sandboxUserId = 65532;

/** What one box may see and use; paths are absolute on the host. */
export interface BoxView {
  runnerDir: string;
  scriptDir: string;
  /** spec.json, input.json, config.json. */
  automaDir: string;
  outDir: string;
  env: Readonly<Record<string, string>>;
  tmpBytes: number;
  sharesNetwork: boolean;
  /** How /bin, /lib … reach into /usr on this machine. */
  systemFolders: readonly SystemFolder[];
}

export interface SystemFolder {
  path: string;
  /** Where the link points; undefined for a real folder, which is then bound. */
  linkTo: string | undefined;
}

/** File descriptors bubblewrap is handed, beside the standard three. */
export interface BoxDescriptors {
  /** Held shut until the script may go. */
  gate: number;
  /** Where bubblewrap says which process is the box's first. */
  status: number;
  seccomp: number;
}

/** Limits each process of the box carries itself; whether they bind the box as a whole is limits.ts's matter. */
export interface ProcessLimits {
  fileSizeBytes: number;
  /** Counted per user namespace, hence per box, since Linux 5.14. */
  processes: number | undefined;
  addressSpaceBytes: number | undefined;
}

/** What `lan` and `full` need to resolve names and trust certificates; nothing else of /etc is ever visible. */
const networkFiles = [
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/nsswitch.conf',
  '/etc/gai.conf',
  '/etc/ssl',
  '/etc/ca-certificates',
];

const namespaces = ['user', 'pid', 'ipc', 'uts'].map((name) => `--unshare-${name}`);

/**
 * The arguments of `bwrap` (research: security 2.7): everything is refused that is not named here. Order matters, each
 * mount covers the ones before it, so the two remounts that make `/` and `/dev` read-only come last.
 */
export function buildBubblewrapArguments(view: BoxView, descriptors: BoxDescriptors): string[] {
  return [
    ...namespaces,
    '--unshare-cgroup-try',
    ...(view.sharesNetwork ? [] : ['--unshare-net']),
    ...['--uid', String(sandboxUserId), '--gid', String(sandboxUserId)],
    ...['--disable-userns', '--assert-userns-disabled', '--die-with-parent', '--new-session', '--as-pid-1'],
    ...['--cap-drop', 'ALL', '--hostname', 'sandbox', '--clearenv'],
    ...Object.entries(view.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...view.systemFolders.flatMap(({ path, linkTo }) =>
      linkTo === undefined ? ['--ro-bind', path, path] : ['--symlink', linkTo, path],
    ),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--size', String(view.tmpBytes), '--tmpfs', '/tmp', '--size', String(view.tmpBytes), '--tmpfs', '/dev/shm'],
    ...[
      '--ro-bind',
      view.runnerDir,
      '/opt/automa',
      '--ro-bind',
      view.scriptDir,
      '/script',
      '--ro-bind',
      view.automaDir,
      '/automa',
    ],
    ...(view.sharesNetwork
      ? networkFiles.flatMap((path) => ['--ro-bind-try', path, path])
      : ['--ro-bind', `${view.automaDir}/hosts`, '/etc/hosts']),
    ...['--bind', view.outDir, '/out', '--chdir', '/script'],
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...[
      '--block-fd',
      String(descriptors.gate),
      '--json-status-fd',
      String(descriptors.status),
      '--seccomp',
      String(descriptors.seccomp),
    ],
    '--',
  ];
}

/**
 * First inside the box, in the same Python that then becomes the runner: shuts every descriptor but the standard three
 * (this process may have inherited some that are not marked to be closed, and whoever holds them can use them), and
 * takes on the limits, here and not outside, because processes are counted from the user namespace they are set in.
 */
const entry = `
import json, os, resource, runpy, sys
os.closerange(3, 1 << 20)
for name, value in json.loads(sys.argv[1]).items():
    resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
`;

/** Python with the flags of the container's entrypoint (sandbox-image), which limits itself and then runs `program`. */
export function buildEntryArguments(pythonPath: string, limits: ProcessLimits, program: string): string[] {
  const { fileSizeBytes, processes, addressSpaceBytes } = limits;
  const values = { CORE: 0, NOFILE: 1_024, FSIZE: fileSizeBytes, NPROC: processes, AS: addressSpaceBytes };
  return [pythonPath, '-I', '-B', '-u', '-X', 'utf8', '-c', entry, JSON.stringify(values), program];
}
