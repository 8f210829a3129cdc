import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptFolders, listArtifacts, makeAttemptFolders, openArtifact, readLeft } from './run-folders.ts';

let root: string;
let outDir: string;
let secretDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'automa-folders-'));
  outDir = join(root, 'out');
  secretDir = join(root, 'secrets');
  for (const folder of [outDir, secretDir]) mkdirSync(folder);
  writeFileSync(join(secretDir, 'file'), 'SENTINEL');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function read(path: string): Promise<string> {
  await using file = await openArtifact(outDir, path);
  return file.readFile('utf8');
}

describe.skipIf(process.platform === 'win32')('A9 links, pipes and sockets planted in /out', () => {
  it('are neither listed, nor read, nor waited for', async () => {
    writeFileSync(join(outDir, 'good.txt'), 'good');
    mkdirSync(join(outDir, 'deep', 'er'), { recursive: true });
    writeFileSync(join(outDir, 'deep', 'er', 'file'), 'deep');
    symlinkSync('/etc/passwd', join(outDir, 'link'));
    symlinkSync(secretDir, join(outDir, 'folder'));
    linkSync(join(secretDir, 'file'), join(outDir, 'hard'));
    execFileSync('mkfifo', [join(outDir, 'pipe')]);
    const server = createServer().listen(join(outDir, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const began = performance.now();
    for (const path of ['link', 'folder/file', 'hard', 'pipe', 'socket', 'folder', 'deep', 'nothing', 'good.txt/x']) {
      await expect(read(path), path).rejects.toThrow(`there is no artifact ${path}`);
      expect(await readLeft(outDir, path, 1_000), path).toBeUndefined();
    }
    expect(performance.now() - began).toBeLessThan(2_000);
    expect((await listArtifacts(outDir)).map(({ path }) => path)).toEqual(['deep/er/file', 'good.txt', 'hard']);
    expect([await read('good.txt'), await read('deep/er/file')]).toEqual(['good', 'deep']);
    server.close();
  });

  it.each([
    '../secrets/file',
    '/etc/passwd',
    'a/../../secrets/file',
    '',
    '.',
    'a//b',
    'a\0b',
    '.automa/state.json',
    '.automa',
  ])('the path %j is no artifact', async (path) => {
    mkdirSync(join(outDir, '.automa'));
    writeFileSync(join(outDir, '.automa/state.json'), '{}');
    await expect(read(path)).rejects.toThrow('there is no artifact');
  });

  it('an /out that is a link itself holds nothing', async () => {
    symlinkSync(secretDir, join(root, 'fake'));
    await expect(openArtifact(join(root, 'fake'), 'file')).rejects.toThrow('there is no artifact');
    expect(await listArtifacts(join(root, 'fake'))).toEqual([]);
    expect(await listArtifacts(join(root, 'never-made'))).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('A10 a folder swapped for a link while it is read', () => {
  it('gives not one byte of what the link leads to', async () => {
    mkdirSync(join(outDir, 'real'));
    writeFileSync(join(outDir, 'real', 'file'), 'harmless');
    symlinkSync(secretDir, join(outDir, 'link'));
    renameSync(join(outDir, 'real'), join(outDir, 'x'));
    let isDone = false;
    const swapping = (async () => {
      for (let isLink = false; !isDone; isLink = !isLink) {
        renameSync(join(outDir, 'x'), join(outDir, isLink ? 'link' : 'real'));
        renameSync(join(outDir, isLink ? 'real' : 'link'), join(outDir, 'x'));
        await turn();
      }
    })();
    const seen = new Map<string, number>();
    for (let times = 0; times < 500; times++) {
      const text = await read('x/file').catch(() => 'refused');
      seen.set(text, (seen.get(text) ?? 0) + 1);
      for (const { path, size } of await listArtifacts(outDir))
        expect([path, size]).not.toContain('SENTINEL'.length + 1);
    }
    isDone = true;
    await swapping;
    expect(seen.get('SENTINEL')).toBeUndefined();
    expect(seen.get('harmless')).toBeGreaterThan(0);
  });
});

describe('A11 making the folders of an attempt anew', () => {
  it('removes what was left there and follows no link out of it', () => {
    const folders = attemptFolders(join(root, 'runs'), 'run-1', 1);
    makeAttemptFolders(folders);
    writeFileSync(join(folders.outDir, 'old'), 'x');
    symlinkSync(secretDir, join(folders.outDir, 'link'));
    rmSync(folders.workDir, { recursive: true });
    symlinkSync(secretDir, folders.workDir);
    makeAttemptFolders(folders);
    expect(readdirSync(folders.outDir)).toEqual([]);
    expect(readdirSync(folders.workDir)).toEqual([]);
    expect(readFileSync(join(secretDir, 'file'), 'utf8')).toBe('SENTINEL');
    unlinkSync(join(secretDir, 'file'));
    expect(existsSync(folders.workDir)).toBe(true);
  });
});
