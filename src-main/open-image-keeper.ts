import { join } from 'node:path';
import type { Audit, AuditContext } from './audit/audit.ts';
import type { ChangeFeed } from './base/changes.ts';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Environment } from './environment.ts';
import type { Installation } from './installation.ts';
import { sandboxImageOf } from './open-sandboxes.ts';
import { listAllowed } from './sandbox/choose.ts';
import type { Executors } from './sandbox/executors.ts';
import { buildImage, type ImagePlan } from './sandbox/image/build-image.ts';
import { type ImageKeeper, makeImageKeeper } from './sandbox/image/image-keeper.ts';
import type { ProductSettings } from './settings/product-settings.ts';

/** The keeper of the image for profiles that name none, wired to the engine and the settings. */
export function openImageKeeper(options: {
  environment: Environment;
  installation: Installation;
  dataDir: string;
  executors: Executors;
  settings: ProductSettings;
  audit: Audit;
  changes: ChangeFeed;
  clock: Clock;
  logger: Logger;
  context: AuditContext;
}): ImageKeeper {
  const { environment, installation, dataDir, executors, settings, audit, changes, clock, logger, context } = options;
  const plan = imagePlanOf(environment, installation, dataDir);
  return makeImageKeeper({
    reference: plan.reference,
    find: async () => executors.find('docker')?.image?.(),
    make: (progress) => buildImage(plan, progress),
    isAutomatic: () => {
      const { engine, imageBuild } = settings.get();
      // The default profile asks for a container; where none is allowed, none is needed
      return imageBuild === 'automatic' && listAllowed(engine).includes('docker');
    },
    audit,
    clock,
    logger,
    context,
    onBuilt: () => void executors.refresh(),
    onProgress: () => changes.publish([{ topic: 'system', id: null }]),
  });
}

/** How the image comes into the engine: ours from our files, another from wherever its name says. */
export function imagePlanOf(environment: Environment, installation: Installation, dataDir: string): ImagePlan {
  const reference = sandboxImageOf(environment, installation);
  return {
    reference,
    imageDir: environment.AUTOMA_SANDBOX_IMAGE === undefined ? installation.imageDir : undefined,
    savedFile: join(dataDir, `${reference.replaceAll(/[/:]/g, '-')}.tar`),
    socketPath: environment.AUTOMA_ENGINE_SOCKET,
  };
}
