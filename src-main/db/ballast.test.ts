import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBallast } from './ballast.ts';
import { makeTestFolder } from './open-test-database.ts';

function lay(bytes: number) {
  const path = join(makeTestFolder(), 'ballast');
  let elapsedMs = 0;
  const open = () => openBallast(path, { bytes, monotonic: () => elapsedMs });
  const wait = (ms: number) => {
    elapsedMs += ms;
  };
  return { path, ballast: open(), open, wait };
}

it('takes up real space, for the owner alone, and stays over a restart', () => {
  const { path, ballast, open } = lay(1_000_000);
  expect(ballast.isHeld()).toBe(true);
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(1_000_000);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { mtimeMs } = statSync(path);
  open();
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});

it('is given away once, and taken back when it is looked at again 5 s later', () => {
  const { path, ballast, wait } = lay(1_000_000);
  expect(ballast.release()).toBe(true);
  expect(existsSync(path)).toBe(false);
  expect(ballast.release()).toBe(false);
  wait(4_999);
  expect(ballast.isHeld()).toBe(false);
  wait(1);
  expect(ballast.isHeld()).toBe(true);
  expect(existsSync(path)).toBe(true);
});

it('none is held where there is no room for it or none is wanted, and nothing is refused for that', () => {
  const free = Number(spawnSync('df', ['--output=avail', '-B1', '/tmp'], { encoding: 'utf8' }).stdout.split('\n')[1]);
  for (const { path, ballast } of [lay(0), lay(free)]) {
    expect(ballast.isHeld()).toBe(true);
    expect(ballast.release()).toBe(false);
    expect(existsSync(path)).toBe(false);
    rmSync(path, { force: true });
  }
});
