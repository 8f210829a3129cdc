import type { Artifact } from '#contract/runs.ts';

/** How a file can be looked at here. */
export type PreviewKind = 'text' | 'json' | 'table' | 'markdown' | 'html' | 'image';

/** Larger files are for the download: so much is held in the page at once, and markup takes longest to read. */
const mostBytes: Record<PreviewKind, number> = {
  text: 512 * 1024,
  json: 512 * 1024,
  table: 512 * 1024,
  markdown: 128 * 1024,
  html: 1024 * 1024,
  image: 4 * 1024 * 1024,
};

const kinds: Record<string, PreviewKind> = {
  csv: 'table',
  tsv: 'table',
  json: 'json',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  ...Object.fromEntries(
    ['txt', 'log', 'jsonl', 'yaml', 'yml', 'xml', 'ini', 'toml', 'py'].map((ending) => [ending, 'text' as const]),
  ),
};

/** What a browser draws as a picture. Drawn as one, an SVG runs no script and reaches for nothing. */
const imageTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
};

/** How the file can be looked at; undefined where it is too large or of no kind we show. */
export function previewKindOf({ path, size }: Pick<Artifact, 'path' | 'size'>): PreviewKind | undefined {
  const ending = extensionOf(path);
  const kind = imageTypes[ending] === undefined ? kinds[ending] : 'image';
  return kind !== undefined && size <= mostBytes[kind] ? kind : undefined;
}

/** The media type of a picture, by what its name says: what the script says it is decides nothing. */
export function imageTypeOf(path: string): string {
  return imageTypes[extensionOf(path)] ?? 'application/octet-stream';
}

/** The ending of a file's name in small letters; empty where it has none. */
export function extensionOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
