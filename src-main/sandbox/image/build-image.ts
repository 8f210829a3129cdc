import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageStep } from '#contract/system.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

/** What image to bring into the engine, and out of what. */
export interface ImagePlan {
  reference: string;
  /** The Dockerfile and `build-offline`; undefined for an image that is somebody else's, which is pulled. */
  imageDir: string | undefined;
  /** An image that was saved for machines without a network, if there is such a file. */
  savedFile: string;
  /** Of the engine, when it is not the usual one. */
  socketPath: string | undefined;
}

/** What hears of the work, and what ends it. */
export interface ImageProgress {
  onStep: (step: ImageStep) => void;
  onLine: (line: string) => void;
  signal?: AbortSignal;
}

/** Why no image came of it; the message names every way that was tried and what mends it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/**
 * Loads the image from its file, builds it from its Dockerfile, or, where no image registry is reached, from Debian
 * packages; the first that works. Throws `ImageError`, or the signal's reason.
 */
export async function buildImage(plan: ImagePlan, progress: ImageProgress): Promise<void> {
  const { reference, imageDir, savedFile, socketPath } = plan;
  const failures: string[] = [];
  const attempt = async (step: ImageStep, command: readonly [string, ...string[]]): Promise<boolean> => {
    progress.onStep(step);
    const env = socketPath === undefined ? {} : { DOCKER_HOST: `unix://${socketPath}` };
    const end = await runProgram(command, { ...progress, env });
    if (!end.isOk) failures.push(explain(command[0], end));
    return end.isOk;
  };

  if (existsSync(savedFile) && (await attempt('load', ['docker', 'load', '--input', savedFile]))) return;
  if (imageDir === undefined) {
    if (await attempt('pull', ['docker', 'pull', reference])) return;
    throw new ImageError(failures.join('; '));
  }
  if (await attempt('build', ['docker', 'build', '--tag', reference, imageDir])) return;
  const lack = await findLack(progress.signal);
  if (lack !== undefined) failures.push(`building from Debian packages instead needs ${lack}`);
  else if (await attempt('build-offline', [join(imageDir, 'build-offline'), reference, 'docker'])) return;
  throw new ImageError(failures.join('; '));
}

/** What this machine or user lacks for building without a registry. */
async function findLack(signal: AbortSignal | undefined): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'root: sudo sandbox-image/build-offline';
  const { isMissing } = await runProgram(['mmdebstrap', '--version'], { onLine: () => {}, signal });
  return isMissing ? 'mmdebstrap: apt-get install mmdebstrap' : undefined;
}

function explain(command: string, { isMissing, lastLine }: ProgramEnd): string {
  const name = command.split('/').at(-1);
  if (isMissing) return `there is no command ${name} here; install Docker's command line (Debian: docker-cli)`;
  return lastLine === ''
    ? `${name} failed and did not say why`
    : `${name}: ${lastLine.replace(/^build-offline: /, '')}`;
}
