import { type Clock, systemClock } from '../../base/clock.ts';
import { coerceError } from '../../base/errors.ts';
import { explainRefusal, listUnenforced } from '../profile-refusal.ts';
import {
  attemptKey,
  type Binding,
  type Box,
  type BoxSpec,
  type LiveAttempts,
  type Resume,
  type Sandbox,
  SandboxError,
} from '../sandbox.ts';
import { DockerBox, hasNeverStarted, type SandboxLogger } from './box.ts';
import { type Engine, EngineError, type EngineFacts, openEngine } from './engine.ts';
import { containerName, labelNames, makeCreateOptions } from './host-config.ts';
import { chooseImage, findImage } from './image.ts';
import { type ProbeCache, probeEngine } from './probe.ts';
import { fillWorkspace, makeEnvironment } from './workspace.ts';

export interface DockerSandboxOptions {
  /** Marks our containers; others are never touched. */
  instanceId: string;
  /** Reference of the image for profiles that name none. */
  image: string;
  socketPath?: string;
  /** A folder to mount over the image's own runner; for development and older images. */
  runnerDir?: string;
  logger: SandboxLogger;
  clock?: Clock;
  /** Keeps the answer of the limit probe between starts; it depends on engine and image alone. */
  probeCache?: ProbeCache;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const FROM_BEGINNING: Resume = { stdoutBytes: 0, stderrBytes: 0 };

/** Runs scripts in containers of a Docker engine, one cold container per attempt. */
export function makeDockerSandbox(options: DockerSandboxOptions): Sandbox {
  const { instanceId, logger, clock = systemClock } = options;
  const engine = openEngine(options.socketPath ?? DEFAULT_SOCKET);
  const closing = new AbortController();
  let facts: Promise<EngineFacts> | undefined;

  function makeBox(box: { spec: BoxSpec; binding: Binding; wasStarted: boolean; resume: Resume }): Box {
    return new DockerBox({ ...box, engine, clock, logger, closing: closing.signal });
  }

  async function prepare(spec: BoxSpec): Promise<Box> {
    const refusal = explainRefusal(spec.profile);
    if (refusal !== undefined) throw new SandboxError('limits', refusal);
    try {
      facts ??= engine.describe();
      const [{ cpus }, imageId, automaDir] = await Promise.all([
        facts,
        chooseImage(engine, spec.profile.image ?? options.image, spec.imageDigest),
        fillWorkspace(spec),
      ]);
      const { runId, attempt, profile } = spec;
      const folders = { script: spec.scriptDir, automa: automaDir, out: spec.outDir, runner: options.runnerDir };
      const plan = {
        instanceId,
        runId,
        attempt,
        profile,
        imageId,
        env: makeEnvironment(spec),
        folders,
        engineCpus: cpus,
      };
      const id = await createAnew(engine, makeCreateOptions(plan), containerName(instanceId, runId, attempt));
      const binding: Binding = { executor: 'docker', id, imageDigest: imageId, unenforced: listUnenforced(profile) };
      return makeBox({ spec, binding, wasStarted: false, resume: FROM_BEGINNING });
    } catch (thrown) {
      facts = undefined;
      throw asSandboxError(thrown);
    }
  }

  async function adopt(binding: Binding, spec: BoxSpec, resume: Resume): Promise<Box | undefined> {
    try {
      const state = await engine.inspect(binding.id);
      return makeBox({ spec, binding, wasStarted: !hasNeverStarted(state), resume });
    } catch (thrown) {
      if (thrown instanceof EngineError && thrown.kind === 'not-found') return undefined;
      throw asSandboxError(thrown);
    }
  }

  async function sweep(keep: LiveAttempts): Promise<number> {
    const ours = await engine.list(`${labelNames.instance}=${instanceId}`);
    const orphans = ours.filter(
      ({ labels }) => !keep.has(attemptKey(labels[labelNames.run] ?? '', Number(labels[labelNames.attempt]))),
    );
    await Promise.all(orphans.map(({ id }) => engine.remove(id)));
    return orphans.length;
  }

  return {
    executor: 'docker',
    probe: () => probeEngine({ engine, image: options.image, instanceId, cache: options.probeCache }),
    image: () =>
      findImage(engine, options.image).then(
        (digest) => ({ present: digest !== undefined, digest: digest ?? null }),
        () => undefined,
      ),
    refuses: explainRefusal,
    prepare,
    adopt,
    sweep,
    close: async () => closing.abort(),
  };
}

/** A container of this name that never started is left from a crash between creation and its record (bar C3). */
async function createAnew(engine: Engine, create: Parameters<Engine['create']>[0], name: string): Promise<string> {
  try {
    return await engine.create(create);
  } catch (thrown) {
    if (!(thrown instanceof EngineError) || thrown.kind !== 'conflict') throw thrown;
    const left = await engine.inspect(name);
    if (!hasNeverStarted(left))
      throw new SandboxError(
        'invalid',
        `the container ${name} exists and its script has begun; adopt it instead`,
        thrown,
      );
    await engine.remove(left.Id);
    return engine.create(create);
  }
}

function asSandboxError(thrown: unknown): SandboxError {
  if (thrown instanceof SandboxError) return thrown;
  const error = coerceError(thrown);
  const kind = error instanceof EngineError && error.kind === 'refused' ? 'invalid' : 'unavailable';
  return new SandboxError(kind, error.message, error);
}
