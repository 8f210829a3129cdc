import type { SourceFile } from '#contract/source-file.ts';
import type { DraftTree } from './working-draft.ts';

const requirementsPath = 'requirements.txt';

/** The tree with the content of one file changed, or the file added. */
export function writeFile(tree: DraftTree, path: string, content: string): DraftTree {
  const known = tree.files.find((file) => file.path === path);
  if (known?.content === content) return tree;
  const files =
    known === undefined
      ? [...tree.files, { path, content }]
      : tree.files.map((file) => (file === known ? { path, content } : file));
  return { ...tree, files, ...(path === requirementsPath && { requirements: content }) };
}

/** The tree without a file. The entry point stays: a tree without one runs nothing. */
export function removeFile(tree: DraftTree, path: string): DraftTree {
  if (path === tree.entrypoint) return tree;
  const files = tree.files.filter((file) => file.path !== path);
  return { ...tree, files, ...(path === requirementsPath && { requirements: null }) };
}

/** The tree with a file back that was removed, unless another one has taken its path. */
export function putBack(tree: DraftTree, file: SourceFile): DraftTree {
  if (tree.files.some(({ path }) => path === file.path)) return tree;
  const { path, content } = file;
  return { ...tree, files: [...tree.files, file], ...(path === requirementsPath && { requirements: content }) };
}

/** The tree with a file under another path; the entry point goes along. */
export function renameFile(tree: DraftTree, path: string, to: string): DraftTree {
  if (path === to || tree.files.some((file) => file.path === to)) return tree;
  const moved = tree.files.find((file) => file.path === path);
  const files = tree.files.map((file) => (file === moved ? { ...file, path: to } : file));
  return {
    ...tree,
    files,
    entrypoint: tree.entrypoint === path ? to : tree.entrypoint,
    ...(path === requirementsPath && { requirements: null }),
    ...(to === requirementsPath && moved !== undefined && { requirements: moved.content }),
  };
}

/** The files in the order they are shown: the entry point, then by folder and name. */
export function orderedFiles({ files, entrypoint }: DraftTree): readonly SourceFile[] {
  return files.toSorted((a, b) => {
    if (a.path === entrypoint || b.path === entrypoint) return a.path === entrypoint ? -1 : 1;
    return a.path.localeCompare(b.path, 'en');
  });
}

/** Whether the file is text one can edit here. */
export function isText({ encoding }: SourceFile): boolean {
  return encoding !== 'base64';
}

/** What is wrong with a new file's name; the core checks more when it is saved. */
export function pathFault(tree: DraftTree, path: string): 'empty' | 'taken' | 'outside' | undefined {
  if (path === '' || path.endsWith('/')) return 'empty';
  if (path.startsWith('/') || path.includes('\\') || path.split('/').some((name) => ['', '.', '..'].includes(name))) {
    return 'outside';
  }
  return tree.files.some((file) => file.path === path) ? 'taken' : undefined;
}
