import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodPassword, openTestHost, type TestHost } from './open-test-host.ts';
import { openTestSocket } from './open-test-socket.ts';

let host: TestHost;
let cookie: string;
beforeAll(async () => {
  host = await openTestHost({ origins: ['https://friend.example'] });
  const login = await host.call('POST', '/api/v1/auth/login', {
    json: { email: host.people.user.email, password: goodPassword, cookie: true },
  });
  cookie = login.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(() => host.close());

const bearer = () => ({ authorization: `Bearer ${host.people.user.bearer}` });

describe('H19 the socket', { timeout: 60_000 }, () => {
  it('opens to the session cookie from our own page, and to a bearer', async () => {
    for (const headers of [{ cookie, origin: host.origin }, bearer()]) {
      const socket = await openTestSocket(host, headers);
      expect((await socket.client.auth.me()).user.email).toBe(host.people.user.email);
      socket.close();
    }
  });

  it.each([
    ['nobody', {}, '401'],
    ['a wrong cookie', { cookie: 'automa_session=junk', origin: 'own' }, '401'],
    ['a wrong bearer', { authorization: 'Bearer junk' }, '401'],
    ['the cookie from another origin', { cookie: 'own', origin: 'https://evil.example' }, '403'],
    [
      'the cookie from a listed origin, which may use tokens only',
      { cookie: 'own', origin: 'https://friend.example' },
      '403',
    ],
    ['the cookie from the origin null', { cookie: 'own', origin: 'null' }, '403'],
    ['the cookie without an origin', { cookie: 'own' }, '403'],
    ['a bearer from another origin', { authorization: 'own', origin: 'https://evil.example' }, '403'],
    ['a page of another site', { cookie: 'own', 'sec-fetch-site': 'cross-site' }, '403'],
  ])('is refused before it opens to %s', async (_what, given, status) => {
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        value !== 'own' ? value : name === 'cookie' ? cookie : name === 'origin' ? host.origin : bearer().authorization,
      ]),
    );
    await expect(openTestSocket(host, headers)).rejects.toThrow(status);
  });

  it('takes no credentials in the address, and is at one path only', async () => {
    await expect(openTestSocket(host, bearer(), `/rpc?token=${host.people.user.bearer}`)).rejects.toThrow('400');
    await expect(openTestSocket(host, bearer(), '/rpc/')).rejects.toThrow('404');
    await expect(openTestSocket(host, bearer(), '/')).rejects.toThrow('404');
  });

  it('refusals are answers like all others', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    const answer = await host.raw(`GET /rpc HTTP/1.1\r\nHost: localhost\r\n${upgrade}`, 1_000);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(answer).toMatch(/"requestId":"[^"]+"/);
  });

  it('a message over 4 MiB closes it with 1009', async () => {
    const { socket, closed } = await openTestSocket(host, bearer());
    socket.send('x'.repeat(4 * 1024 * 1024 + 1));
    expect((await closed).code).toBe(1009);
  });

  it('more than 500 messages a second close it with 1008, and what comes after is not carried out', async () => {
    const { socket, closed } = await openTestSocket(host, bearer());
    const before = await countScripts();
    const cancel = (n: number) => JSON.stringify({ i: `x${n}`, t: 4 });
    const create = (n: number) =>
      JSON.stringify({ i: `x${n}`, p: { u: '/scripts/create', b: { json: { name: `flood ${n}` } } } });
    for (let n = 0; n < 1_100; n++) socket.send(n < 1_050 ? cancel(n) : create(n)); // whenever the second turns
    expect(await closed).toEqual({ code: 1008, reason: 'too many messages' });
    expect(await countScripts()).toBe(before);
  });

  it.each([
    '',
    'x',
    '{}',
    '[]',
    'null',
    '{"i":"1"}',
    '{"i":"1","p":{}}',
    '{"i":{},"p":{"u":"/auth/me"}}',
    '{"i":"3","t":9}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '{"i":"4","p":{"u":"//evil.example/x"}}',
    '{"i":"5","p":{"u":"http://evil.example/x"}}',
    '{"i":"6","p":{"u":""}}',
    '{"i":"7","p":{"u":"/auth/me","h":{"x":1}}}',
    '{"i":"8","t":3}',
    Buffer.from([0, 255]),
  ])('a message that is no call closes it with 1007 (%#)', async (message) => {
    const rpc = await openTestSocket(host, bearer());
    rpc.socket.send(message);
    expect(await rpc.closed).toEqual({ code: 1007, reason: 'this is no call' });
  });

  it.each(['/nothing/here', '/auth/../auth/me', '/__proto__/x', '/auth/me/'])(
    'a call of %j, which is no operation, is answered without harm',
    async (path) => {
      const rpc = await openTestSocket(host, bearer());
      rpc.socket.send(JSON.stringify({ i: '999', p: { u: path } }));
      expect((await rpc.client.auth.me()).user.email).toBe(host.people.user.email);
      rpc.close();
    },
  );

  it('a connection that breaks while it is being looked at does not end the server', async () => {
    for (let n = 0; n < 50; n++) {
      const socket = connect(host.port, '127.0.0.1', () => {
        socket.write(
          'GET /rpc HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer junk\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        );
        socket.resetAndDestroy();
      });
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    }
    expect((await host.call('GET', '/health')).status).toBe(200);
  });

  it('a reader that sleeps is let go before what it should have read fills the memory', async () => {
    const script = await host.call('POST', '/api/v1/scripts', {
      as: host.people.user,
      json: { name: 'large', content: `#${'x'.repeat(900_000)}` },
    });
    const { socket, closed } = await openTestSocket(host, bearer());
    socket.pause();
    for (let n = 0; n < 100; n++) {
      socket.send(JSON.stringify({ i: `large ${n}`, p: { u: '/scripts/draft', b: { json: { id: script.json.id } } } }));
    }
    await new Promise((resolve) => setTimeout(resolve, 5_000)); // the server looks every 2 s
    socket.resume();
    expect((await closed).code).toBe(1006);
  }, 30_000);
});

describe('J6 input over the socket', { timeout: 60_000 }, () => {
  it.each([
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['a big integer', 1n],
    ['NaN', Number.NaN],
    ['a lone surrogate', '\ud800'],
    ['a regular expression', /x/],
    ['an address', new URL('http://localhost')],
    ['depth 65', JSON.parse(`${'['.repeat(66)}${']'.repeat(66)}`)],
    ['depth 1,000', JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`)],
    ['a name that is half a character', { '\udc00': 1 }],
  ])('%s, which JSON cannot say, is refused as malformed wherever it stands', async (_what, value) => {
    const rpc = await openTestSocket(host, bearer());
    const files = [{ path: 'a.py', content: '' }];
    await expect(
      rpc.client.runs.startFile({
        title: 'x',
        entrypoint: 'a.py',
        files,
        input: { deep: [value] },
      }),
    ).rejects.toMatchObject({ code: 'malformed' });
    rpc.close();
  });

  it.each([
    '{"json":{"name":"a","__proto__":{"polluted":1}}}',
    '{"json":{"name":"a"},"meta":[[1,"__proto__","polluted"]]}',
    '{"json":{"name":"a"},"meta":[[1,"constructor","prototype","polluted"]]}',
    '{"json":{"name":"a"},"meta":[[1,"name","length"]]}',
    '{"json":{"name":"a"},"meta":[[99,"name"]]}',
    '{"json":{"name":"a"},"meta":[[0,"name"]]}',
    '{"json":{"name":"a"},"meta":"x"}',
    '{"json":{"name":"a"},"maps":[["__proto__","x"]],"meta":[]}',
  ])('the frame around the input cannot change what objects are made of: %s', async (body) => {
    const rpc = await openTestSocket(host, bearer());
    const answered = new Promise<string>((resolve) =>
      rpc.socket.on('message', (data) => String(data).includes('raw1') && resolve(String(data))),
    );
    rpc.socket.send(`{"i":"raw1","p":{"u":"/scripts/create","b":${body}}}`);
    const answer = await Promise.race([answered, rpc.client.auth.me().then(() => 'nothing')]);
    expect(answer).not.toMatch(/"s":5\d\d/);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    rpc.close();
  });
});

async function countScripts(): Promise<number> {
  const { json } = await host.call('GET', '/api/v1/scripts?limit=200', { as: host.people.user });
  return Array.isArray(json.items) ? json.items.length : -1;
}
