import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findHolder, lockDataDirectory } from './lock-data-directory.ts';
import { makeTestFolder } from './open-test-database.ts';

it('the second to come is refused with the name of the first, and may when it has gone', () => {
  const dataDir = join(makeTestFolder(), 'new');
  const release = lockDataDirectory(dataDir, 'serve');
  expect(findHolder(dataDir)).toMatchObject({ pid: process.pid, host: hostname(), kind: 'serve' });
  expect(() => lockDataDirectory(dataDir, 'serve')).toThrow(
    `is in use by process ${process.pid} (serve) on ${hostname()}`,
  );
  release();
  expect(findHolder(dataDir)).toBeUndefined();
  lockDataDirectory(dataDir, 'command')();
});

it('what a killed holder left says nothing: the lock decides', () => {
  const dataDir = makeTestFolder();
  writeFileSync(
    join(dataDir, 'holder.json'),
    JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then', kind: 'serve' }),
  );
  lockDataDirectory(dataDir, 'serve')();
  writeFileSync(join(dataDir, 'holder.json'), '{"pid":');
  const release = lockDataDirectory(dataDir, 'serve');
  expect(findHolder(dataDir)?.pid).toBe(process.pid);
  release();
});

it('a folder that is open to others is closed to them', () => {
  const dataDir = join(makeTestFolder(), 'open');
  mkdirSync(dataDir, { mode: 0o755 });
  const release = lockDataDirectory(dataDir, 'serve');
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  for (const name of ['lock', 'holder.json']) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
  release();
});

it('a place that cannot be one is named with what to do', () => {
  const path = join(makeTestFolder(), 'file');
  writeFileSync(path, '');
  expect(() => lockDataDirectory(path, 'serve')).toThrow(
    /cannot be used: .*Make it writable, or choose another with --data-dir/,
  );
});
