import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Leaves in `folder` nothing but plain files and folders without special mode bits: no link, device, pipe or socket
 * a reader could be lured by. Only when the box is dead, or it could swap what was looked at.
 */
export async function clearOut(folder: string): Promise<void> {
  await visit(folder, {
    file: (path) => chmod(path, 0o600),
    folder: (path) => chmod(path, 0o700),
    other: (path) => rm(path),
  });
}

/** Copies plain files and folders, and only those, out of a dead box's folder that belongs to another user. */
export async function copyOut(from: string, to: string): Promise<void> {
  await visit(from, {
    file: async (path) => {
      const target = to + path.slice(from.length);
      await copyFile(path, target, constants.COPYFILE_EXCL);
      await chmod(target, 0o600);
    },
    folder: async (path) => {
      await mkdir(to + path.slice(from.length), { recursive: true, mode: 0o700 });
    },
    other: async () => {},
  });
}

interface Visitor {
  file(path: string): Promise<void>;
  folder(path: string): Promise<void>;
  other(path: string): Promise<void>;
}

async function visit(top: string, visitor: Visitor): Promise<void> {
  const pending = [top];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    await chmod(next, 0o700);
    await visitor.folder(next);
    for await (const entry of await opendir(next)) {
      const path = join(next, entry.name);
      const found = await lstat(path);
      if (found.isDirectory()) pending.push(path);
      else if (found.isFile()) await visitor.file(path);
      else await visitor.other(path);
    }
  }
}
