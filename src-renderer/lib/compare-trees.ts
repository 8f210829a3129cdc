import type { SourceFile } from '#contract/source-file.ts';

/** A file that is not the same on both sides. */
export interface ChangedFile {
  path: string;
  change: 'added' | 'removed' | 'changed';
  original: string;
  modified: string;
}

/** What differs between two trees, by path. What is not text is named, not shown. */
export function compareTrees(from: readonly SourceFile[], to: readonly SourceFile[]): readonly ChangedFile[] {
  const left = new Map(from.map((file) => [file.path, file]));
  const right = new Map(to.map((file) => [file.path, file]));
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a.localeCompare(b, 'en'));
  return paths.flatMap((path) => {
    const before = left.get(path);
    const after = right.get(path);
    if (before?.content === after?.content && before?.encoding === after?.encoding) return [];
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return [{ path, change, original: textOf(before), modified: textOf(after) } as const];
  });
}

function textOf(file: SourceFile | undefined): string {
  return file === undefined || file.encoding === 'base64' ? '' : file.content;
}
