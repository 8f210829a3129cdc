import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type LocalSocket, serveLocalSocket, socketPathOf } from './local-socket.ts';
import { openTestHost, type TestHost } from './open-test-host.ts';

let host: TestHost;
let local: LocalSocket;
beforeAll(async () => {
  host = await openTestHost();
  local = await serveLocalSocket(host.app.core, host.dataDir);
});
afterAll(async () => {
  await local.close();
  await host.close();
});

describe('the socket of the data directory', () => {
  it('is for its owner alone, and whoever comes through it is the local owner', async () => {
    const path = socketPathOf(host.dataDir);
    expect(path).toBe(join(host.dataDir, 'automa.sock'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const socket = new WebSocket(`ws+unix://${path}:/rpc`);
    await new Promise((resolve) => socket.once('open', resolve));
    const answer = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send(JSON.stringify({ i: '1', p: { u: '/auth/me' } }));
    expect(await answer).toContain('"via":"owner"');
    expect(local.connections()).toBe(1);
    socket.close();
  });

  it('is in a folder of one user alone where the path of the data directory is too long', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'automa-tmp-'));
    const former = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    try {
      const path = socketPathOf(`/${'long'.repeat(40)}`);
      const folder = join(path, '..');
      expect(folder.startsWith(temporary)).toBe(true);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      chmodSync(folder, 0o777);
      expect(() => socketPathOf(`/${'long'.repeat(40)}`)).toThrow('belongs to somebody else or is open to others');
    } finally {
      if (former === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = former;
      rmSync(temporary, { recursive: true });
    }
  });
});
