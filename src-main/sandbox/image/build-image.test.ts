import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { docker, missingEngine } from '../docker/docker-test-bed.ts';
import { buildImage, ImageError } from './build-image.ts';
import { runProgram } from './run-program.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

function makeFolder(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'automa-image-'));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** A build of an image of its own, which is gone after the test. */
function plan(files: Record<string, string> | undefined) {
  const reference = `automa-test:${randomUUID()}`;
  const folder = makeFolder(files);
  cleanUps.push(() => docker('image', 'rm', '--force', reference).catch(() => {}));
  return { reference, imageDir: files && folder, savedFile: join(folder, 'saved.tar'), socketPath: undefined };
}

function listen() {
  const [steps, lines]: [string[], string[]] = [[], []];
  return { steps, lines, onStep: (step: string) => steps.push(step), onLine: (line: string) => lines.push(line) };
}

const isRoot = process.getuid?.() === 0;
const missing = missingEngine();

describe.skipIf(missing !== undefined)('bringing the image into a real engine', { timeout: 60_000 }, () => {
  it('builds it from its Dockerfile and says how it goes, then loads what was saved of it', async () => {
    const progress = listen();
    const built = plan({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /here\n' });
    await buildImage(built, progress);
    expect(progress.steps).toEqual(['build']);
    expect(progress.lines.join('\n')).toContain(built.reference);
    const id = await docker('image', 'inspect', '--format', '{{.Id}}', built.reference);

    await docker('save', '--output', built.savedFile, built.reference);
    await docker('image', 'rm', built.reference);
    const again = listen();
    await buildImage(built, again);
    expect(again.steps).toEqual(['load']);
    expect(await docker('image', 'inspect', '--format', '{{.Id}}', built.reference)).toBe(id);
  });

  it.runIf(isRoot)(
    'builds it offline where the Dockerfile does not, and names both reasons when that fails too',
    async () => {
      const broken = { Dockerfile: 'FROM scratch\nCOPY nothing /\n' };
      const progress = listen();
      const script = '#!/bin/sh\nprintf "FROM scratch\\nLABEL a=b\\n" | $2 build --tag $1 -';
      const built = plan({ ...broken, 'build-offline': script });
      await buildImage(built, progress);
      expect(progress.steps).toEqual(['build', 'build-offline']);
      expect(await docker('image', 'inspect', '--format', '{{.Id}}', built.reference)).toMatch(/^sha256:/);

      const failing = plan({ ...broken, 'build-offline': '#!/bin/sh\necho "build-offline: no Debian mirror"; exit 1' });
      const failed = buildImage(failing, listen());
      await expect(failed).rejects.toThrow(ImageError);
      await expect(failed).rejects.toThrow(/^docker: .+; build-offline: no Debian mirror$/);
    },
  );

  it('pulls an image that is not ours, and builds nothing in its name', async () => {
    const progress = listen();
    const pulled = { ...plan(undefined), reference: 'localhost:1/nobody/nothing:1' };
    await expect(buildImage(pulled, progress)).rejects.toThrow(/^docker: /);
    expect(progress.steps).toEqual(['pull']);
  });

  it('asks the engine it is told to', async () => {
    const elsewhere = { ...plan(undefined), socketPath: '/nowhere/docker.sock' };
    await expect(buildImage(elsewhere, listen())).rejects.toThrow('/nowhere/docker.sock');
  });
});

describe('a program that works in the background', () => {
  it('says its lines in plain text, and how it ended', async () => {
    const { lines, onLine } = listen();
    const end = await runProgram(['sh', '-c', 'printf "\\033[1mbold\\033[0m\\n\\n"; echo last >&2; exit 3'], {
      onLine,
    });
    expect(lines.toSorted()).toEqual(['bold', 'last']);
    expect(end).toMatchObject({ isOk: false, isMissing: false });
  });

  it('that is not there is missing', async () => {
    expect(await runProgram(['no-such-program-here'], { onLine: () => {} })).toMatchObject({ isMissing: true });
  });

  it('gives way to everything else, and is ended with all it started', async () => {
    const folder = makeFolder();
    const stop = new AbortController();
    const pids: number[] = [];
    let priority: number | undefined;
    const script = `trap 'echo x > ${folder}/told; exit' TERM; sleep 60 & echo $!; echo $$; wait`;
    const onLine = (line: string) => {
      pids.push(Number(line));
      if (pids.length < 2) return;
      priority = getPriority(Number(line));
      stop.abort(new Error('enough'));
    };
    await expect(runProgram(['sh', '-c', script], { onLine, signal: stop.signal })).rejects.toThrow('enough');
    expect(priority).toBe(constants.priority.PRIORITY_LOW);
    expect(readFileSync(join(folder, 'told'), 'utf8')).toBe('x\n');
    await expect.poll(() => pids.filter((pid) => isAlive(pid))).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
