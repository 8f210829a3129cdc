import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../environment.ts';
import type { Installation } from '../installation.ts';
import { sandboxImageOf } from '../open-sandboxes.ts';

/** Mends what needs no package of the system: the data directory, and the image where an engine answers. */
export async function repair(installation: Installation, dataDir: string): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const environment = readEnvironment(dataDir, process.env);
  const reference = sandboxImageOf(environment, installation);
  const host =
    environment.AUTOMA_ENGINE_SOCKET === undefined ? [] : ['--host', `unix://${environment.AUTOMA_ENGINE_SOCKET}`];
  const docker = (...args: string[]) => succeeds('docker', [...host, ...args], 'ignore');

  if (!(await docker('version')))
    return say('no Docker engine answers, so there is no image to make: install and start docker.io');
  if (await docker('image', 'inspect', reference)) return say(`${reference} is there already`);

  const saved = join(dataDir, `${reference.replaceAll(/[/:]/g, '-')}.tar`);
  if (existsSync(saved)) {
    say(`loading ${saved}`);
    if (await docker('load', '--input', saved)) return;
  }
  say(`building ${reference} from its Dockerfile`);
  if (await succeeds('docker', [...host, 'build', '--tag', reference, installation.imageDir], 'inherit')) return;
  say('no image registry can be reached; building it from Debian packages instead');
  if (!(await succeeds('mmdebstrap', ['--version'], 'ignore')))
    return say('that needs mmdebstrap: apt-get install mmdebstrap');
  await succeeds(join(installation.imageDir, 'build-offline'), ['docker', reference], 'inherit');
}

/** Runs a program to its end; its output goes to stderr, where progress belongs. */
function succeeds(command: string, args: string[], output: 'inherit' | 'ignore'): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', output === 'inherit' ? 2 : 'ignore', output === 'inherit' ? 2 : 'ignore'],
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
