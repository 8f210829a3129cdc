import { hash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { blobs, treeFiles, trees } from '../db/schema/scripts.ts';
import { hashTree, type SourceTree } from './source-tree.ts';

/** Stores a tree once per content; answers its address. */
export function saveTree(tx: WriteDb, tree: SourceTree, now: number): string {
  const sha256 = hashTree(tree);
  const isKnown = tx.select({ sha256: trees.sha256 }).from(trees).where(eq(trees.sha256, sha256)).get() !== undefined;
  if (isKnown) return sha256;
  tx.insert(trees)
    .values({ sha256, entrypoint: tree.entrypoint, requirements: tree.requirements, createdAt: now })
    .run();
  for (const { path, content } of tree.files) {
    const blobSha256 = hash('sha256', content, 'hex');
    tx.insert(blobs).values({ sha256: blobSha256, size: content.length, content }).onConflictDoNothing().run();
    tx.insert(treeFiles).values({ treeSha256: sha256, path, blobSha256 }).run();
  }
  return sha256;
}

/** Entrypoint and requirements of a tree; what is stored is never missing, so this throws if it is. */
export function getTreeHead(read: ReadDb, sha256: string): Pick<SourceTree, 'entrypoint' | 'requirements'> {
  const tree = read
    .select({ entrypoint: trees.entrypoint, requirements: trees.requirements })
    .from(trees)
    .where(eq(trees.sha256, sha256))
    .get();
  if (tree === undefined) throw new Error(`tree ${sha256} is not stored`);
  return tree;
}

/** The whole tree at an address. */
export function getTree(read: ReadDb, sha256: string): SourceTree {
  const head = getTreeHead(read, sha256);
  const files = read
    .select({ path: treeFiles.path, content: blobs.content })
    .from(treeFiles)
    .innerJoin(blobs, eq(blobs.sha256, treeFiles.blobSha256))
    .where(eq(treeFiles.treeSha256, sha256))
    .orderBy(treeFiles.path)
    .all();
  return { ...head, files };
}

/** Paths and sizes without contents. */
export function listTreeFiles(read: ReadDb, sha256: string): { path: string; size: number; sha256: string }[] {
  return read
    .select({ path: treeFiles.path, size: blobs.size, sha256: blobs.sha256 })
    .from(treeFiles)
    .innerJoin(blobs, eq(blobs.sha256, treeFiles.blobSha256))
    .where(eq(treeFiles.treeSha256, sha256))
    .orderBy(treeFiles.path)
    .all();
}

/**
 * Puts the tree on disk for a sandbox to mount read-only; done once per content. Written beside its place, synced
 * and renamed, so a crash leaves either nothing or all of it. World-readable below a folder that is not: the
 * sandbox's user is nobody of this machine's.
 */
export function materializeTree(read: ReadDb, sha256: string, treesDir: string): string {
  const target = join(treesDir, sha256);
  if (existsSync(target)) return target;
  const building = join(treesDir, `.${sha256}.${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  makeFolder(building, building);
  for (const { path, content } of getTree(read, sha256).files) {
    const file = join(building, path);
    makeFolder(building, dirname(file));
    const handle = openSync(file, 'wx');
    try {
      writeFileSync(handle, content);
      fchmodSync(handle, 0o644); // whatever the umask is
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
  renameSync(building, target);
  return target;
}

/** Makes `folder` and what is missing above it up to `root`, readable by all whatever the umask is. */
function makeFolder(root: string, folder: string): void {
  if (existsSync(folder)) return;
  if (folder !== root) makeFolder(root, dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}
