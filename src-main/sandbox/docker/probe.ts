import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';
import type { ExecutorHealth } from '#contract/system.ts';
import { coerceError } from '../../base/errors.ts';
import { readLogs } from './attach.ts';
import { createDemultiplexer } from './demultiplexer.ts';
import type { Engine, EngineFacts } from './engine.ts';
import { labelNames } from './host-config.ts';
import { findImage } from './image.ts';
import { makeSeccompProfile } from './seccomp.ts';

/** Where the answer of the canary is kept; it holds as long as its key. */
export interface ProbeCache {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

export interface ProbeParts {
  engine: Engine;
  image: string;
  instanceId: string;
  cache: ProbeCache | undefined;
}

const MIB = 1_048_576;
const CANARY_MEMORY_MB = 48;
const CANARY_PIDS = 16;
const CANARY_CPUS = 0.5;
const CANARY_TIMEOUT_MS = 30_000;

/** Whether the engine answers, has the image and really holds limits (bar A22). Never throws. */
export async function probeEngine(parts: ProbeParts): Promise<ExecutorHealth> {
  const health: ExecutorHealth = {
    executor: 'docker',
    ok: false,
    version: null,
    problem: null,
    fix: null,
    unenforced: [],
  };
  try {
    const facts = await parts.engine.describe();
    health.version = `${facts.version} (API ${facts.apiVersion})`;
    const imageId = await findImage(parts.engine, parts.image);
    if (imageId === undefined) {
      return {
        ...health,
        problem: `the image ${parts.image} is missing`,
        fix: 'run `automa doctor --fix`, which builds, pulls or loads it',
      };
    }
    const unenforced = await listUnheldLimits(parts, facts, imageId);
    if (unenforced.length === 0) return { ...health, ok: true };
    const problem = `the engine does not hold these limits: ${unenforced.join(', ')}`;
    return {
      ...health,
      problem,
      fix: 'use an engine with cgroup controllers for memory, pids and cpu (rootful, or rootless on cgroup v2)',
      unenforced,
    };
  } catch (thrown) {
    const fix = `start the Docker engine, or let this user open ${parts.engine.socketPath}`;
    return { ...health, problem: coerceError(thrown).message, fix };
  }
}

const Unheld = z.array(z.string());

async function listUnheldLimits(parts: ProbeParts, facts: EngineFacts, imageId: string): Promise<string[]> {
  const key = ['docker-limits', facts.id, facts.version, facts.runtimeVersion, facts.cgroupVersion, imageId].join('/');
  const known = parts.cache?.get(key);
  if (known !== undefined) return Unheld.parse(JSON.parse(known));
  const unheld = await runCanary(parts, imageId);
  parts.cache?.set(key, JSON.stringify(unheld));
  return unheld;
}

/** Uses more than it may of each resource and reports what it got away with. */
const canary = `
import json, os, signal, time
unheld = []
child = os.fork()
if child == 0:
    bytearray(${4 * CANARY_MEMORY_MB} * 1024 * 1024)
    os._exit(0)
if os.waitpid(child, 0)[1] == 0:
    unheld.append("memory")
children = []
try:
    for _ in range(${2 * CANARY_PIDS}):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
    unheld.append("pids")
except OSError:
    pass
for child in children:
    os.kill(child, signal.SIGKILL)
for child in children:
    os.waitpid(child, 0)
wall, cpu = time.monotonic(), time.process_time()
while time.monotonic() - wall < 0.6:
    pass
if (time.process_time() - cpu) / (time.monotonic() - wall) > ${CANARY_CPUS} * 1.4:
    unheld.append("cpus")
print(json.dumps(unheld))
`;

async function runCanary(parts: ProbeParts, imageId: string): Promise<string[]> {
  const { engine } = parts;
  const id = await engine.create(makeCanaryOptions(parts.instanceId, imageId));
  try {
    await engine.start(id);
    const deadline = performance.now() + CANARY_TIMEOUT_MS;
    while ((await engine.inspect(id)).State.Running) {
      if (performance.now() > deadline)
        throw new Error(`the limit probe did not end within ${CANARY_TIMEOUT_MS / 1_000} s`);
      await sleep(50);
    }
    return Unheld.parse(JSON.parse(await readStdout(engine, id)));
  } finally {
    await engine.remove(id);
  }
}

function makeCanaryOptions(instanceId: string, imageId: string): ContainerCreateOptions {
  const memoryBytes = CANARY_MEMORY_MB * MIB;
  return {
    name: `automa-probe-${randomUUID()}`,
    Image: imageId,
    Entrypoint: ['python3', '-I', '-c', canary],
    Labels: { [labelNames.instance]: instanceId, [labelNames.run]: 'probe', [labelNames.attempt]: '0' },
    User: '65532:65532',
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${makeSeccompProfile()}`],
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: CANARY_CPUS * 1e9,
      PidsLimit: CANARY_PIDS,
    },
  };
}

async function readStdout(engine: Engine, containerId: string): Promise<string> {
  const chunks: Buffer[] = [];
  const take = createDemultiplexer((stream, bytes) => void (stream === 'stdout' && chunks.push(bytes)));
  const log = await readLogs(engine.socketPath, { containerId, follow: false }, take);
  await log.ended;
  return Buffer.concat(chunks).toString();
}
