import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessageChannelMain } from '../../e2e/standin/ipc.ts';
import { openTestHost, type TestHost } from '../http/open-test-host.ts';
import { isTrustedSender, type Sender, serveRpcPort } from './ipc-door.ts';

const page = { url: 'app://ui/#/jobs', parent: null, frameTreeNodeId: 7 };
const sender = (change: Partial<Sender> & { frame?: Sender['frame'] }): Sender => ({
  frame: page,
  mainFrameTreeNodeId: 7,
  isOwnWindow: true,
  ...change,
});

describe('I6 who may connect', () => {
  it('is the top frame of our window while it shows the page', () => {
    expect(isTrustedSender(sender({}))).toBe(true);
  });

  it.each<[string, Sender]>([
    ['a frame that is gone', sender({ frame: null })],
    ['a frame inside of the page', sender({ frame: { ...page, parent: page, frameTreeNodeId: 8 } })],
    ['another top frame', sender({ frame: { ...page, frameTreeNodeId: 8 } })],
    ['another window', sender({ isOwnWindow: false })],
    ['another origin', sender({ frame: { ...page, url: 'https://example.org/' } })],
    ['another host of our scheme', sender({ frame: { ...page, url: 'app://other/' } })],
    ['an address that only starts like ours', sender({ frame: { ...page, url: 'app://ui.example.org/' } })],
    ['an empty document', sender({ frame: { ...page, url: 'about:blank' } })],
    ['a document without an address', sender({ frame: { ...page, url: '' } })],
  ])('%s may not', (_who, refused) => {
    expect(isTrustedSender(refused)).toBe(false);
  });
});

describe('I8 what comes over the port', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost({ isSetUp: false });
  });
  afterAll(() => host.close());

  /** A port that is served, and a way to wait for the answer to one message. */
  function connect() {
    const { port1, port2 } = new MessageChannelMain();
    serveRpcPort(host.app.core, port2);
    port2.start();
    port1.start();
    const answers = new Map<string, { s?: number; b: { json: Record<string, unknown> } }>();
    port1.on('message', ({ data }: { data: string }) => {
      const { i, p } = JSON.parse(data);
      answers.set(i, p);
    });
    const call = async (i: string, path: string, json: unknown = {}) => {
      port1.postMessage(JSON.stringify({ i, p: { u: path, b: { json } } }));
      return await expect
        .poll(() => answers.get(i), { timeout: 5_000 })
        .toBeDefined()
        .then(() => answers.get(i));
    };
    return { port: port1, call, answers };
  }

  it('is answered as the local owner, over the desktop', async () => {
    const me = await connect().call('1', '/auth/me');
    expect(me?.b.json).toMatchObject({ via: 'owner', user: { role: 'admin' } });
  });

  it('may be anything: the door goes on answering, with typed errors and no stack', async () => {
    const { port, call, answers } = connect();
    const message = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array(),
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
      fc
        .record({ i: fc.string(), t: fc.integer({ min: 0, max: 9 }), p: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc
        .record({
          i: fc.uuid(),
          p: fc.record({
            u: fc.constantFrom('/jobs/list', '/runs/get', '/auth/me', '/no/such'),
            b: fc.jsonValue(),
            h: fc.jsonValue(),
            m: fc.jsonValue(),
          }),
        })
        .map((value) => JSON.stringify(value)),
    );
    for (const each of fc.sample(message, 1_000)) port.postMessage(each);
    expect((await call('last', '/auth/me'))?.b.json).toMatchObject({ via: 'owner' });
    const refused = [...answers.values()].filter(({ s = 200 }) => s >= 400);
    expect(refused.length).toBeGreaterThan(0);
    for (const { b } of refused) expect(JSON.stringify(b)).not.toMatch(/\bat .*\.(ts|js):\d+/);
  });

  it('may ask about the window, which this host has not', async () => {
    const answer = await connect().call('1', '/window/settings');
    expect(answer).toMatchObject({ s: 404, b: { json: { message: expect.stringContaining('no window here') } } });
  });

  it('is checked by the contract', async () => {
    const answer = await connect().call('1', '/runs/get', { id: 'no id' });
    expect(answer).toMatchObject({ s: 422 });
  });
});
