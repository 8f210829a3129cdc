import type Docker from 'dockerode';
import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import { z } from 'zod';
import { coerceError } from '../../base/errors.ts';

/** Why a call to the engine failed; `unreachable` also covers its silence and its own failures. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: 'unreachable' | 'not-found' | 'conflict' | 'refused';

  constructor(kind: EngineError['kind'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.kind = kind;
  }
}

/** What is asked of the engine, each call bounded in time. */
export interface Engine {
  readonly socketPath: string;
  describe(): Promise<EngineFacts>;
  inspectImage(reference: string): Promise<{ id: string }>;
  create(options: ContainerCreateOptions): Promise<string>;
  start(containerId: string): Promise<void>;
  inspect(containerId: string): Promise<ContainerInspectInfo>;
  /** Answers false when it was not running any more. */
  kill(containerId: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>;
  /** Harmless when it is gone already. */
  remove(containerId: string): Promise<void>;
  /** Containers with this label, in any state. */
  list(label: string): Promise<{ id: string; labels: Record<string, string> }[]>;
}

export interface EngineFacts {
  id: string;
  version: string;
  apiVersion: string;
  runtimeVersion: string;
  cpus: number;
  cgroupVersion: string;
}

/** docker-modem's own timeout counts idle time only and misses an engine that dies in mid-answer (traps T5, T12). */
const CALL_TIMEOUT_MS = 15_000;
const OLDEST_API = '1.40';
/** The newest interface this was written against; newer engines serve older ones (trap T13). */
const NEWEST_API = '1.51';

/** A client of the engine behind `socketPath`; connects at the first call. */
export function openEngine(socketPath: string): Engine {
  let negotiated: Promise<Docker> | undefined;

  async function call<Answer>(what: string, ask: (docker: Docker) => Promise<Answer>): Promise<Answer> {
    try {
      negotiated ??= negotiate(socketPath);
      return await withinTime(what, negotiated.then(ask));
    } catch (thrown) {
      const error = explain(what, thrown);
      // The engine that comes back may be another version.
      if (error.kind === 'unreachable') negotiated = undefined;
      throw error;
    }
  }

  return {
    socketPath,
    describe: () => call('describe', describe),
    inspectImage: (reference) =>
      call('inspect image', async (docker) => ({ id: (await docker.getImage(reference).inspect()).Id })),
    create: (options) => call('create', async (docker) => (await docker.createContainer(options)).id),
    start: (containerId) => call('start', async (docker) => void (await docker.getContainer(containerId).start())),
    inspect: (containerId) => call('inspect', (docker) => docker.getContainer(containerId).inspect()),
    kill: (containerId, signal) =>
      call('kill', async (docker) => {
        await docker.getContainer(containerId).kill({ signal });
        return true;
      }).catch((error: EngineError) => {
        if (error.kind === 'conflict' || error.kind === 'not-found' || /not running/i.test(error.message)) return false;
        throw error;
      }),
    remove: (containerId) =>
      call(
        'remove',
        async (docker) => void (await docker.getContainer(containerId).remove({ force: true, v: true })),
      ).catch((error: EngineError) => {
        if (error.kind === 'not-found' || /already in progress/i.test(error.message)) return;
        throw error;
      }),
    list: (label) =>
      call('list', async (docker) => {
        const found = await docker.listContainers({ all: true, filters: { label: [label] } });
        return found.map((one) => ({ id: one.Id, labels: one.Labels }));
      }),
  };
}

async function negotiate(socketPath: string): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode'); // late: it brings a hundred modules
  // Not `connectionTimeout`: docker-modem ends it with the answer, so it would cut every call that takes longer.
  const common = { socketPath, timeout: CALL_TIMEOUT_MS };
  const { ApiVersion } = await new Dockerode(common).version();
  if (minor(ApiVersion) < minor(OLDEST_API)) {
    throw new EngineError(
      'refused',
      `the engine speaks API ${ApiVersion}; at least ${OLDEST_API} (Docker 19.03) is needed`,
    );
  }
  const version = minor(ApiVersion) > minor(NEWEST_API) ? NEWEST_API : ApiVersion;
  return new Dockerode({ ...common, version: `v${version}` });
}

/** Interfaces are numbered 1.n, and 1.9 came before 1.40. */
function minor(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}

/** What is read of the engine's answer, which dockerode's declarations leave open. */
const EngineInfo = z.object({
  ID: z.string(),
  ServerVersion: z.string(),
  NCPU: z.number(),
  CgroupVersion: z.string().optional(),
  RuncCommit: z.object({ ID: z.string() }).optional(),
});

async function describe(docker: Docker): Promise<EngineFacts> {
  const info = EngineInfo.parse(await docker.info());
  const { ApiVersion } = await docker.version();
  return {
    id: info.ID,
    version: info.ServerVersion,
    apiVersion: ApiVersion,
    runtimeVersion: info.RuncCommit?.ID ?? 'unknown',
    cpus: info.NCPU,
    cgroupVersion: info.CgroupVersion ?? '1',
  };
}

async function withinTime<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const message = `the container engine did not answer ${what} within ${CALL_TIMEOUT_MS / 1_000} s`;
    timer = setTimeout(() => reject(new EngineError('unreachable', message)), CALL_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function explain(what: string, thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const error = coerceError(thrown);
  const status: unknown = Reflect.get(error, 'statusCode');
  const detail = error.message.trim();
  if (status === undefined)
    return new EngineError('unreachable', `the container engine does not answer ${what}: ${detail}`, error);
  if (status === 404) return new EngineError('not-found', detail, error);
  // Podman answers 500 where Docker says 409 (trap T16).
  if (status === 409 || /already in use/i.test(detail)) return new EngineError('conflict', detail, error);
  if (what === 'start' || Number(status) < 500) return new EngineError('refused', detail, error);
  return new EngineError('unreachable', `the container engine failed at ${what}: ${detail}`, error);
}
