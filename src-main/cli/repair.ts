import { mkdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import type { ImageStep } from '#contract/system.ts';
import { coerceError } from '../base/errors.ts';
import { silentLogger } from '../base/logger.ts';
import { readEnvironment } from '../environment.ts';
import type { Installation } from '../installation.ts';
import { imagePlanOf } from '../open-image-keeper.ts';
import { openSandboxes } from '../open-sandboxes.ts';
import { buildImage } from '../sandbox/image/build-image.ts';

const says: Record<ImageStep, string> = {
  load: 'loading the image from its file',
  pull: 'pulling the image',
  build: 'building the image from its Dockerfile',
  'build-offline': 'no image registry can be reached; building the image from Debian packages instead',
};

/** Mends what needs no package of the system: the data directory, and the image where an engine answers. */
export async function repair(installation: Installation, dataDir: string): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const environment = readEnvironment(dataDir, process.env);
  const plan = imagePlanOf(environment, installation, dataDir);
  const image = await findImage(installation, environment);
  if (image === undefined)
    return say('no Docker engine answers, so there is no image to make: install and start docker.io');
  if (image.present) return say(`${plan.reference} is there already`);
  try {
    await buildImage(plan, { onStep: (step) => say(says[step]), onLine: say });
  } catch (thrown) {
    say(`${plan.reference} could not be made: ${coerceError(thrown).message}`);
  }
}

async function findImage(installation: Installation, environment: ReturnType<typeof readEnvironment>) {
  const { sandboxes } = openSandboxes({
    environment,
    installation,
    instanceId: 'doctor',
    logger: silentLogger,
    isWarm: false,
  });
  try {
    return await sandboxes.find(({ executor }) => executor === 'docker')?.image?.();
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}
