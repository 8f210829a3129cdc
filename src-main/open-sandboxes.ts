import type { Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Environment } from './environment.ts';
import type { Installation } from './installation.ts';
import { makeDockerSandbox } from './sandbox/docker/docker-sandbox.ts';
import type { ProbeCache } from './sandbox/docker/probe.ts';
import { makeEmbeddedSandbox } from './sandbox/embedded/embedded-sandbox.ts';
import type { EmbeddedPaths } from './sandbox/embedded/python-process.ts';
import { makeLocalSandbox } from './sandbox/local/local-sandbox.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** The ways to run scripts that this installation has, in no order; nothing is asked yet. */
export function openSandboxes(options: {
  environment: Environment;
  installation: Installation;
  instanceId: string;
  logger: Logger;
  /** Keep an embedded Python ready. */
  isWarm: boolean;
  clock?: Clock;
  probeCache?: ProbeCache;
}): { sandboxes: Sandbox[]; image: string } {
  const { environment, installation, instanceId, logger, clock, probeCache } = options;
  const image = sandboxImageOf(environment, installation);
  const socketPath = environment.AUTOMA_ENGINE_SOCKET;
  const docker = makeDockerSandbox({
    instanceId,
    image,
    logger,
    ...(clock === undefined ? {} : { clock }),
    ...(probeCache === undefined ? {} : { probeCache }),
    ...(socketPath === undefined ? {} : { socketPath }),
  });
  const local = makeLocalSandbox({ instanceId, runnerDir: installation.runnerDir, logger });
  const embedded = makeEmbeddedSandbox({ ...embeddedPathsOf(installation), logger, warm: options.isWarm });
  return { sandboxes: [docker, local, embedded], image };
}

/** The image scripts run in where their profile names none. */
export function sandboxImageOf(environment: Environment, { version }: Installation): string {
  return environment.AUTOMA_SANDBOX_IMAGE ?? `automa-sandbox:${version}`;
}

export function embeddedPathsOf({ runnerDir, pyodideDir, embeddedChildFile, nodePath }: Installation): EmbeddedPaths {
  return { runnerDir, pyodideDir, childFile: embeddedChildFile, nodePath };
}
