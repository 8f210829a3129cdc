import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedGet, readAddress } from './guarded-get.ts';
import { isPublicAddress } from './public-address.ts';

let server: Server;
let port: number;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/slow') return;
    if (request.url === '/moved') response.writeHead(302, { location: '/ok' });
    if (request.url === '/broken') response.writeHead(500);
    response.end(request.url === '/large' ? 'é'.repeat(100_000) : 'all is well');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo); // it listens on TCP
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('what is on the public internet', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.7',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:53aa:64c::',
    '2001:db8::1',
    'localhost',
    '',
  ])('%j is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://user:secret@example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'example.org',
    '',
  ])('%j is refused when it is saved', (url) => {
    expect(() => readAddress(url, [])).toThrow(/not on the public internet|no http:\/\/|name or password/);
  });

  it.each([['127.0.0.1'], ['127.0.0.1:8080']])('is let through by %s', (host) => {
    expect(readAddress('http://127.0.0.1:8080/x', [host]).port).toBe('8080');
    expect(() => readAddress('http://127.0.0.2:8080/x', [host])).toThrow('not on the public internet');
  });

  it('is let through for the port that was named, and no other', () => {
    expect(() => readAddress('http://127.0.0.1/', ['127.0.0.1:8080'])).toThrow('not on the public internet');
    expect(readAddress('https://[::1]/', ['[::1]:443']).hostname).toBe('[::1]');
  });
});

describe('asking', () => {
  const ask = (path: string, timeoutMs = 5_000) =>
    guardedGet(`http://127.0.0.1:${port}${path}`, { privateHosts: [`127.0.0.1:${port}`], timeoutMs });

  it('a name that stands for an address of this machine is refused before anything is sent', async () => {
    asked = [];
    await expect(guardedGet(`http://localhost:${port}/ok`, { privateHosts: [] })).rejects.toThrow(
      /localhost is at (127\.0\.0\.1|::1), not on the public internet/,
    );
    expect(asked).toEqual([]);
    expect(await guardedGet(`http://LOCALHOST:${port}/ok`, { privateHosts: ['localhost'] })).toMatchObject({
      ok: true,
    });
  });

  it('answers status and text; a redirect is an answer, not a way', async () => {
    asked = [];
    expect(await ask('/ok')).toEqual({ status: 200, ok: true, body: 'all is well', error: '' });
    expect(await ask('/moved')).toMatchObject({ status: 302, ok: false });
    expect(await ask('/broken')).toMatchObject({ status: 500, ok: false });
    expect(asked).toEqual(['/ok', '/moved', '/broken']);
  });

  it('reads the first 64 KiB', async () => {
    expect((await ask('/large')).body).toBe('é'.repeat(32_768));
  });

  it('says so when nothing answers', async () => {
    expect(await ask('/slow', 100)).toEqual({ status: 0, ok: false, body: '', error: 'no answer within 100 ms' });
    const gone = await guardedGet('http://127.0.0.1:9/', { privateHosts: ['127.0.0.1'] });
    expect(gone).toMatchObject({ status: 0, ok: false, error: expect.stringContaining('ECONNREFUSED') });
    const unknown = await guardedGet('http://nowhere.invalid/', { privateHosts: [] });
    expect(unknown).toMatchObject({ status: 0, ok: false, error: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });
});
