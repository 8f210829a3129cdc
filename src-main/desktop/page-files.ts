import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isPageUrl } from './view.ts';

/** What the page consists of: path in the address → file. Made once; whatever is not in it does not exist. */
export type PageFiles = ReadonlyMap<string, string>;

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Every regular file of the built interface. Links are left out: they could lead anywhere. */
export function listPageFiles(interfaceDir: string): PageFiles {
  const files = new Map<string, string>();
  const walk = (folder: string, path: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(folder, entry.name), `${path}${entry.name}/`);
      else if (entry.isFile()) files.set(`${path}${entry.name}`, join(folder, entry.name));
    }
  };
  walk(interfaceDir, '/');
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`${interfaceDir} has no index.html; build the interface first`);
  readFileSync(index); // an unreadable page is said now, not as a blank window
  return files.set('/', index);
}

/**
 * Answers a request of the page for one of its files, as it was built and under no other spelling of its name
 * (reliability row I3). Names are looked up, never joined to a folder.
 */
export async function servePageFile(
  files: PageFiles,
  headers: Readonly<Record<string, string>>,
  request: Pick<Request, 'method' | 'url'>,
): Promise<Response> {
  const path = isPageUrl(request.url) ? new URL(request.url).pathname : undefined;
  const file = path === undefined ? undefined : files.get(path);
  if (file === undefined) return new Response('not found', { status: 404, headers });
  if (request.method !== 'GET') return new Response('only GET', { status: 405, headers: { ...headers, allow: 'GET' } });
  const type = contentTypes[extname(file)] ?? 'application/octet-stream';
  return new Response(new Uint8Array(await readFile(file)), { headers: { ...headers, 'content-type': type } });
}
