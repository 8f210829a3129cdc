import { existsSync } from 'node:fs';
import { chmod, chown, cp, lstat, mkdir, mkdtemp, opendir, readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BoxSpec, SandboxError } from '../sandbox.ts';
import { sandboxUserId } from './arguments.ts';
import { copyOut } from './out-folder.ts';

/** Folders of one box as bubblewrap binds them. */
export interface BoxFolders {
  runnerDir: string;
  scriptDir: string;
  automaDir: string;
  outDir: string;
  /** Brings what lies in `/out` to the folder the caller named; only when the box is dead. */
  collect(): Promise<void>;
  remove(): Promise<void>;
}

/** Folders for boxes that run as another user than the product; see `openStaging`. */
export interface Staging {
  prepare(spec: BoxSpec): Promise<BoxFolders>;
  /** Removes folders no living box of this process uses; answers how many. */
  sweep(): Promise<number>;
  /** Removes what is kept for all boxes. */
  close(): Promise<void>;
}

/**
 * The data directory is root's alone (0700), so uid 65532 cannot reach into it. Each box gets copies below the
 * temporary directory: a parent anyone may pass but nobody list, in it one folder per box that belongs to that uid.
 */
export async function openStaging(instanceId: string, runnerDir: string): Promise<Staging> {
  const parent = join(tmpdir(), `automa-${instanceId}`);
  await makeOwn(parent);
  const live = new Set<string>();
  let runner = await copyRunner();

  async function copyRunner(): Promise<string> {
    const folder = await makeBoxFolder(parent, 'runner');
    live.add(folder);
    const isWanted = (path: string) => basename(path) !== '__pycache__';
    await cp(runnerDir, join(folder, 'runner'), { recursive: true, filter: isWanted });
    await giveAway(folder);
    return folder;
  }

  return {
    async prepare(spec) {
      // Systems clear their temporary directory of what is old, also while we run.
      if (!existsSync(join(runner, 'runner'))) {
        await makeOwn(parent);
        runner = await copyRunner();
      }
      const folder = await makeBoxFolder(parent, 'box');
      live.add(folder);
      const at = (name: string) => join(folder, name);
      await cp(spec.scriptDir, at('script'), { recursive: true, verbatimSymlinks: true });
      await cp(spec.workDir, at('automa'), { recursive: true });
      await mkdir(at('out'));
      await giveAway(folder);
      return {
        runnerDir: join(runner, 'runner'),
        scriptDir: at('script'),
        automaDir: at('automa'),
        outDir: at('out'),
        collect: () => copyOut(at('out'), spec.outDir),
        async remove() {
          await rm(folder, { recursive: true, force: true });
          live.delete(folder);
        },
      };
    },
    async sweep() {
      const dead = (await readdir(parent)).map((name) => join(parent, name)).filter((folder) => !live.has(folder));
      for (const folder of dead) await rm(folder, { recursive: true, force: true });
      return dead.filter((folder) => basename(folder).startsWith('box-')).length;
    },
    async close() {
      await rm(runner, { recursive: true, force: true });
      // Stays while a box is still there.
      await rmdir(parent).catch(() => {});
    },
  };
}

/** The temporary directory is everybody's: a folder of that name may have been put there by someone else. */
async function makeOwn(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new SandboxError(
      'unavailable',
      `${folder} belongs to somebody else; remove it, the local sandbox needs that name`,
    );
  }
  await chmod(folder, 0o711);
}

async function makeBoxFolder(parent: string, kind: string): Promise<string> {
  return mkdtemp(join(parent, `${kind}-`));
}

/** Everything in a fresh folder nobody else has touched yet goes to the sandbox's user, links themselves included. */
async function giveAway(folder: string): Promise<void> {
  for await (const entry of await opendir(folder, { recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    await chown(path, sandboxUserId, sandboxUserId);
    await chmod(path, entry.isDirectory() ? 0o700 : 0o600);
  }
  await chown(folder, sandboxUserId, sandboxUserId);
}
