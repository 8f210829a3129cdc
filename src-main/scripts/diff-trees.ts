import { createTwoFilesPatch } from 'diff';
import type { SourceTree } from './source-tree.ts';

export interface TreeDiff {
  path: string;
  change: 'added' | 'removed' | 'changed';
  /** Unified diff; a sentence for files that are no text. */
  patch: string;
}

/** What differs between two trees, by path. The requirements count as a file of their own. */
export function diffTrees(from: SourceTree, to: SourceTree): TreeDiff[] {
  const before = contentsOf(from);
  const after = contentsOf(to);
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path): TreeDiff[] => {
    const old = before.get(path);
    const now = after.get(path);
    if (old !== undefined && now !== undefined && old.equals(now)) return [];
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    return [{ path, change, patch: patchOf(path, old ?? Buffer.alloc(0), now ?? Buffer.alloc(0)) }];
  });
}

function contentsOf(tree: SourceTree): Map<string, Buffer> {
  const contents = new Map(tree.files.map(({ path, content }) => [path, content]));
  if (tree.requirements !== null && !contents.has('requirements.txt'))
    contents.set('requirements.txt', Buffer.from(tree.requirements));
  return contents;
}

function patchOf(path: string, old: Buffer, now: Buffer): string {
  if (old.includes(0) || now.includes(0)) return `Binary files differ: ${old.length} and ${now.length} bytes\n`;
  return createTwoFilesPatch(
    `a/${path}`,
    `b/${path}`,
    old.toString('utf8'),
    now.toString('utf8'),
    undefined,
    undefined,
    { context: 3 },
  );
}
