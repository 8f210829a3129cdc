import { hash } from 'node:crypto';
import type { SourceFile } from '#contract/source-file.ts';
import { AppError, invalid } from '../base/errors.ts';
import { checkSourcePath } from './source-path.ts';

/** Caps of domain.md "Scripts". */
export const treeLimits = { files: 5_000, totalBytes: 200 * 1024 * 1024, sourceBytes: 1024 * 1024 };

export interface TreeFile {
  path: string;
  content: Buffer;
}

/** Files with their entrypoint, checked: the unit that drafts, versions and runs point at. */
export interface SourceTree {
  entrypoint: string;
  requirements: string | null;
  files: TreeFile[];
}

/** What a caller sends: `content` is short for one file at the entrypoint. */
export interface ContentInput {
  content?: string | undefined;
  files?: SourceFile[] | undefined;
  entrypoint: string;
  requirements?: string | undefined;
}

/** Builds the tree a request describes; throws `invalid` naming the field. */
export function toSourceTree(input: ContentInput): SourceTree {
  if ((input.content === undefined) === (input.files === undefined)) {
    throw invalid('content', 'send either content (one file) or files (a tree)');
  }
  const sent = input.files ?? [{ path: input.entrypoint, content: input.content ?? '' }];
  const files = sent.map(toTreeFile);
  return checkTree({ entrypoint: input.entrypoint, requirements: input.requirements ?? null, files });
}

/** Checks paths, encoding and caps. A wrong tree is refused as a whole. */
export function checkTree(tree: SourceTree): SourceTree {
  if (tree.files.length > treeLimits.files)
    throw tooLarge(`${tree.files.length} files; at most ${treeLimits.files} are allowed`);
  const total = tree.files.reduce((sum, file) => sum + file.content.length, 0);
  if (total > treeLimits.totalBytes) throw tooLarge(`${total} bytes; at most ${treeLimits.totalBytes} are allowed`);

  const seen = new Map<string, string>();
  const files = tree.files.map((file, index) => {
    const field = `files.${index}.path`;
    const path = checkSourcePath(file.path, field);
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined)
      throw invalid(field, `${path} stands beside ${twin}; names must differ in more than upper and lower case`);
    seen.set(path.toLowerCase(), path);
    if (path.endsWith('.py')) checkSource(file, `files.${index}.content`);
    return { path, content: file.content };
  });
  for (const { path } of files) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      const file = seen.get(path.slice(0, end).toLowerCase());
      if (file !== undefined) throw invalid('files', `${file} is a file and a folder at once (${path})`);
    }
  }
  return { entrypoint: checkSourcePath(tree.entrypoint, 'entrypoint'), requirements: tree.requirements, files };
}

/** Content address: equal trees have equal hashes, whatever order their files came in. */
export function hashTree(tree: SourceTree): string {
  const files = tree.files
    .map((file) => [file.path, hash('sha256', file.content, 'hex')])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([tree.entrypoint, tree.requirements, files]), 'hex');
}

/** A file as it is stored. */
export function toTreeFile(file: SourceFile): TreeFile {
  return { path: file.path, content: Buffer.from(file.content, file.encoding ?? 'utf8') };
}

/** A file as the contract shows it: text where it is text. */
export function toSourceFile({ path, content }: TreeFile): SourceFile {
  const text = content.toString('utf8');
  return Buffer.from(text, 'utf8').equals(content)
    ? { path, content: text }
    : { path, content: content.toString('base64'), encoding: 'base64' };
}

function checkSource(file: TreeFile, field: string): void {
  if (file.content.length > treeLimits.sourceBytes)
    throw tooLarge(
      `${file.path} has ${file.content.length} bytes; a source file has at most ${treeLimits.sourceBytes}`,
    );
  if (file.content.includes(0)) throw invalid(field, `${file.path} has a NUL byte in it; Python source is text`);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(file.content);
  } catch {
    throw invalid(field, `${file.path} is not valid UTF-8; save it with that encoding`);
  }
}

function tooLarge(what: string): AppError {
  return new AppError('invalid', `the script is too large: ${what}`, { errors: [{ path: 'files', message: what }] });
}
