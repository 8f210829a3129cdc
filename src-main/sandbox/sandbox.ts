import type { Executor, Profile } from '#contract/profile.ts';
import type { ExecutorHealth } from '#contract/system.ts';

/**
 * One way to run a script apart from the machine. Four places implement it (docker, podman, local, embedded);
 * `runs` knows only this file.
 *
 * The order that makes a crash at any instant harmless:
 *   prepare (nothing of the script's has run) → caller commits `box.binding` → run → caller settles → dispose.
 */
export interface Sandbox {
  readonly executor: Executor;
  /** Whether it works here, which limits it cannot hold, and how to mend what is wrong. Never throws. */
  probe(): Promise<ExecutorHealth>;
  /** The image scripts run in where their profile names none; only engines have one, and say so while they answer. */
  image?(): Promise<FoundImage | undefined>;
  /** Why this profile cannot run here, in one sentence; undefined when it can. */
  refuses(profile: Profile): string | undefined;
  /** Makes the box. Throws `SandboxError`; then nothing of it is left. */
  prepare(spec: BoxSpec): Promise<Box>;
  /** Finds a box again after a restart of the host; undefined when it is gone. */
  adopt(binding: Binding, spec: BoxSpec, resume: Resume): Promise<Box | undefined>;
  /** Removes boxes of this instance that belong to no attempt in `keep`; answers how many. */
  sweep(keep: LiveAttempts): Promise<number>;
  /** Ends warm children and connections. Live boxes that can outlive the host go on. */
  close(): Promise<void>;
}

/** What an engine says of an image. */
export interface FoundImage {
  present: boolean;
  digest: string | null;
}

/** Asked for each box after it was found, so that one made meanwhile is safe. */
export type LiveAttempts = Pick<ReadonlySet<string>, 'has'>;

/** Names an attempt to `sweep`. */
export function attemptKey(runId: string, attempt: number): string {
  return `${runId}/${attempt}`;
}

/** What to run, with everything it may use. Paths are absolute on the host. */
export interface BoxSpec {
  runId: string;
  attempt: number;
  /** A folder with the script tree; mounted read-only at /script. */
  scriptDir: string;
  /** Path inside the tree. */
  entrypoint: string;
  /** An empty folder of this attempt; what the script leaves in /out is here when it ended. */
  outDir: string;
  /** An empty folder of this attempt for what the executor itself needs (input, config, the runner's spec). */
  workDir: string;
  /** Marks the runner's control lines on stdout; see sandbox-image/README.md. */
  controlNonce: string;
  /** Arguments after the script's name. */
  args: readonly string[];
  /** JSON text for $AUTOMA_INPUT, or undefined for none. */
  input: string | undefined;
  /** JSON text for $AUTOMA_CONFIG. */
  config: string;
  /** JSON text of the state the agent's last run left, or undefined for none. */
  state: string | undefined;
  /** Plain environment; AUTOMA_* and TZ included by the caller. */
  env: Readonly<Record<string, string>>;
  profile: Profile;
  /** Digest to insist on (re-run exactly); undefined takes what the reference names now. */
  imageDigest: string | undefined;
  /** Elapsed seconds after which the runner itself ends the script; the supervisor watches too. */
  timeoutSeconds: number;
  killGraceSeconds: number;
}

/** What finds the box again; stored before the script is let go. */
export interface Binding {
  executor: Executor;
  /** Container id; for executors that die with the host, the process id. */
  id: string;
  imageDigest: string | null;
  /** Limits of the profile that are not held, with the profile's consent. */
  unenforced: readonly string[];
}

/** Raw bytes per stream that are already stored. */
export interface Resume {
  stdoutBytes: number;
  stderrBytes: number;
}

export interface Box {
  readonly binding: Binding;
  /** Has the script been let go already? False only for an adopted box that was made but never started. */
  readonly wasStarted: boolean;
  /**
   * Lets the script go (or takes up an adopted one), hands every byte to `sink`, resolves when nothing of
   * it is alive and every byte was handed over. Throws `SandboxError` only when the script never began.
   */
  run(sink: OutputSink): Promise<BoxEnd>;
  /** SIGTERM, `graceSeconds`, SIGKILL. Resolves when it is verified gone. Harmless when already over. */
  stop(graceSeconds: number): Promise<void>;
  /** Removes what the executor keeps of it. Never throws. */
  dispose(): Promise<void>;
}

/** Where output goes. `write` must be fast: the engine's stream is always drained. */
export interface OutputSink {
  write(stream: 'stdout' | 'stderr', bytes: Buffer): void;
  /** A line of our own between the script's, such as a gap. */
  note(text: string): void;
}

/** How it ended, as a value. `exitCode` is null when nobody can know it. */
export interface BoxEnd {
  exitCode: number | null;
  /** Killed by this signal, when known. */
  signal: string | null;
  oomKilled: boolean;
  /** The end was not the script's doing. */
  trouble: null | {
    code: 'engine-restart' | 'host-died' | 'killed-outside' | 'disk-quota' | 'sandbox';
    detail: string;
  };
  peakMemoryBytes: number | null;
  cpuSeconds: number | null;
}

/** The executor failed before the script began; the run may be tried again. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly kind: 'unavailable' | 'image-missing' | 'image-changed' | 'limits' | 'invalid';

  constructor(kind: SandboxError['kind'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.kind = kind;
  }
}
