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

export function attemptFolders(runsDir: string, runId: string, attempt: number): AttemptFolders {
  const base = join(runsDir, runId, String(attempt));
  return { workDir: join(base, 'work'), outDir: join(base, 'out') };
}

/** Makes the folders anew and empty; what an attempt that never began left there goes. */
export function makeAttemptFolders(folders: AttemptFolders): void {
  for (const folder of [folders.workDir, folders.outDir]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}

/** The text of a small file the script left, or undefined. Never follows a link, never waits on a pipe. */
export async function readLeft(outDir: string, path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const file = await openInside(outDir, path);
    try {
      const { size } = await file.stat();
      return size > maxBytes ? undefined : await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

export const stateFile = join(ownFolder, 'state.json');

/** Files in /out, by path; links, pipes and devices are not among them. At most 1,000. */
export async function listArtifacts(outDir: string): Promise<Artifact[]> {
  const found: Artifact[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const entry of await opendir(join(outDir, folder))) {
      if (found.length >= maxListed) return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === ownFolder) continue;
      if (entry.isDirectory()) await walk(path);
      if (!entry.isFile()) continue;
      const stats = await lstat(join(outDir, path));
      if (stats.isFile()) found.push({ path, size: stats.size, modifiedAt: toInstant(Math.round(stats.mtimeMs)) });
    }
  };
  try {
    await walk('');
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
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
 * A script may plant links and pipes (reliability rows A9, A10). Each folder on the way is checked to be a real one,
 * the file is opened without following a link and without waiting, and what was opened is checked once more.
 */
async function openInside(outDir: string, path: string): Promise<FileHandle> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0'))) throw notFound('artifact', path);
  for (let depth = 1; depth < names.length; depth++) {
    const folder = await lstat(join(outDir, ...names.slice(0, depth)));
    if (!folder.isDirectory()) throw notFound('artifact', path);
  }
  const file = await open(join(outDir, ...names), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (stats.isFile() && stats.nlink === 1) return file;
  await file.close();
  throw notFound('artifact', path);
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
