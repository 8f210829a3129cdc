import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPageFiles, type PageFiles, servePageFile } from './page-files.ts';

const headers = { 'content-security-policy': "default-src 'none'" };
let folder: string;
let files: PageFiles;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'automa-page-'));
  const built = join(folder, 'renderer');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(built, 'index.html'), '<!doctype html>');
  writeFileSync(join(built, 'assets/index-abc.js'), 'export {};');
  symlinkSync(join(folder, 'secret.txt'), join(built, 'assets/link.txt'));
  symlinkSync(folder, join(built, 'outside'));
  files = listPageFiles(built);
});
afterAll(() => rmSync(folder, { recursive: true }));

const serve = (url: string, method = 'GET') => servePageFile(files, headers, { url, method });

describe('I3 the page and nothing else', () => {
  it('is served with the security headers and the type of each file', async () => {
    const page = await serve('app://ui/');
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect((await serve('app://ui/assets/index-abc.js?v=1')).headers.get('content-type')).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  it.each([
    'app://ui/../secret.txt',
    'app://ui/assets/../../secret.txt',
    'app://ui/%2e%2e%2fsecret.txt',
    'app://ui/..%5csecret.txt',
    'app://ui/assets%2findex-abc.js',
    'app://ui/index.html%00.js',
    'app://ui//etc/passwd',
    'app://ui/assets/link.txt',
    'app://ui/outside/secret.txt',
    'app://ui/assets/',
    'app://ui/INDEX.HTML',
    'app://other/index.html',
    'app://user:word@ui/index.html',
    'https://ui/index.html',
    'file:///etc/passwd',
    'app:index.html',
    'no address',
  ])('%s is not found, and says so with the headers', async (url) => {
    const answer = await serve(url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  it('is read only', async () => {
    expect((await serve('app://ui/index.html', 'POST')).status).toBe(405);
  });

  it('refuses to open without a page', () => {
    expect(() => listPageFiles(join(folder, 'renderer/assets'))).toThrow('has no index.html');
  });
});
