import { constants, mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '#contract/runs.ts';
import { toInstant } from '../base/clock.ts';
import { AppError, notFound } from '../base/errors.ts';

/** Ours inside /out: the agent's state. Not an artifact. */
const ownFolder = '.automa';
const maxListed = 1_000;

/** Where one attempt keeps its things on disk. */
export interface AttemptFolders {
  workDir: string;
  outDir: string;
}

export function runFolder(runsDir: string, runId: string): string {
  return join(runsDir, runId);
}

export function attemptFolders(runsDir: string, runId: string, attempt: number): AttemptFolders {
  const base = join(runFolder(runsDir, runId), String(attempt));
  return { workDir: join(base, 'work'), outDir: join(base, 'out') };
}

/** Makes the folders anew and empty; what an attempt that never began left there goes. */
export function makeAttemptFolders(folders: AttemptFolders): void {
  for (const folder of [folders.workDir, folders.outDir]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}

/** The text of a small file the script left. Never follows a link, never waits on a pipe; undefined when there is none. */
export async function readLeft(
  outDir: string,
  path: string,
  maxBytes: number,
): Promise<{ text: string } | 'too-large' | undefined> {
  try {
    await using file = await openInside(outDir, path);
    const { size } = await file.stat();
    return size > maxBytes ? 'too-large' : { text: await file.readFile('utf8') };
  } catch {
    return undefined;
  }
}

export const stateFile = join(ownFolder, 'state.json');

/** Files in /out, by path; links, pipes and devices are not among them. At most 1,000. */
export async function listArtifacts(outDir: string): Promise<Artifact[]> {
  const found: Artifact[] = [];
  const walk = async (folder: string, prefix: string): Promise<void> => {
    for await (const entry of await opendir(folder)) {
      if (found.length >= maxListed) return;
      const path = `${prefix}${entry.name}`;
      if (path === ownFolder) continue;
      if (entry.isDirectory()) await withFolder(join(folder, entry.name), (inner) => walk(inner, `${path}/`));
      if (!entry.isFile()) continue;
      const stats = await lstat(join(folder, entry.name));
      if (stats.isFile()) found.push({ path, size: stats.size, modifiedAt: toInstant(Math.round(stats.mtimeMs)) });
    }
  };
  try {
    await withFolder(outDir, (folder) => walk(folder, ''));
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown;
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opens one artifact for reading. Whatever is no plain file inside the folder is not found. */
export async function openArtifact(outDir: string, path: string): Promise<FileHandle> {
  if (path === ownFolder || path.startsWith(`${ownFolder}/`)) throw notFound('artifact', path);
  try {
    return await openInside(outDir, path);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw notFound('artifact', path);
  }
}

/**
 * A script may plant links and pipes, and swap a folder for a link while we look (reliability rows A9, A10). So each
 * folder on the way is opened without following a link and is the place the next name is looked up in; the file is
 * opened without following a link and without waiting, and what was opened is checked once more.
 */
async function openInside(outDir: string, path: string): Promise<FileHandle> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0')))
    throw notFound('artifact', path);
  const descend = async (folder: string, [name = '', ...rest]: string[]): Promise<FileHandle> =>
    rest.length === 0
      ? openPlainFile(join(folder, name), path)
      : withFolder(join(folder, name), (inner) => descend(inner, rest));
  return withFolder(outDir, (folder) => descend(folder, names));
}

async function openPlainFile(place: string, path: string): Promise<FileHandle> {
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (stats.isFile() && stats.nlink === 1) return file;
  await file.close();
  throw notFound('artifact', path);
}

/** Holds a folder while `work` looks into it. Elsewhere than on Linux an open folder has no path of its own: there it is only checked. */
async function withFolder<Result>(place: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  if (process.platform !== 'linux') {
    if (!(await lstat(place)).isDirectory()) throw notFound('folder', place);
    return work(place);
  }
  await using folder = await open(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return await work(`/proc/self/fd/${folder.fd}`);
}

/** Never made, or replaced by something else while we looked. */
function isGone(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(String(thrown.code))
  );
}
