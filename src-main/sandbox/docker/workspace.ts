import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listBoxFiles } from '../box-files.ts';
import type { BoxSpec } from '../sandbox.ts';
import { SCRIPT_UID } from './host-config.ts';

/** Fills the folder bound as /automa and makes /out writable for the script's user; answers the folder. */
export async function fillWorkspace(spec: BoxSpec): Promise<string> {
  const folder = join(spec.workDir, 'automa');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of listBoxFiles(spec)) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o644); // whatever our umask is: the script's user must read it
  }
  await chmod(folder, 0o755);
  await grantOutFolder(spec.outDir);
  return folder;
}

/** Environment the container starts with. */
export function makeEnvironment(spec: BoxSpec): Record<string, string> {
  return {
    ...spec.env,
    AUTOMA_CONFIG: '/automa/config.json',
    ...(spec.input === undefined ? {} : { AUTOMA_INPUT: '/automa/input.json' }),
  };
}

/** As root it belongs to the script alone; otherwise it is open, and the folder above it (0700) keeps others out. */
async function grantOutFolder(outDir: string): Promise<void> {
  if (process.getuid?.() !== 0) return chmod(outDir, 0o777);
  await chown(outDir, SCRIPT_UID, SCRIPT_UID);
  await chmod(outDir, 0o700);
}
