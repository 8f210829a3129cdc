import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSocketTransport } from './socket-transport.ts';

/** A socket to a host that is away: it opens only when it is told to. */
class FarSocket extends EventTarget {
  static latest: FarSocket;
  readyState = 0;
  constructor() {
    super();
    FarSocket.latest = this;
  }
  close(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('WebSocket', FarSocket);
});
afterEach(() => vi.unstubAllGlobals());

const open = (isSignedIn: () => Promise<boolean>) => {
  const onSignedOut = vi.fn();
  const transport = openSocketTransport({ url: 'ws://away/rpc', isSignedIn, onSignedOut, random: () => 0 });
  transport.connect();
  return { transport, onSignedOut };
};

it('never makes a call in the name of whoever signs in next', async () => {
  const { transport } = open(async () => true);
  const waiting = transport.link.call(['jobs', 'remove'], { id: 'a' }, { context: {} });
  transport.disconnect();
  transport.connect();
  await expect(waiting).rejects.toThrow('signed out');
});

it('says that the session is over when the socket was lost with it', async () => {
  const { transport, onSignedOut } = open(async () => false);
  FarSocket.latest.close();
  await vi.waitFor(() => expect(onSignedOut).toHaveBeenCalledOnce());
  expect(transport.connection.state()).toBe('offline');
});

it('comes back when the host does, and takes its silence for no sign-out', async () => {
  const { transport, onSignedOut } = open(() => Promise.reject(new Error('away')));
  const lost = FarSocket.latest;
  lost.close();
  await vi.waitFor(() => expect(FarSocket.latest).not.toBe(lost), 2_000);
  expect(transport.connection.state()).toBe('offline');
  FarSocket.latest.dispatchEvent(new Event('open'));
  expect([transport.connection.state(), onSignedOut.mock.calls.length]).toEqual(['online', 0]);
});

it('does not let an old question about the session end a new one', async () => {
  let answer: (isSignedIn: boolean) => void = () => undefined;
  const { transport, onSignedOut } = open(() => new Promise((resolve) => (answer = resolve)));
  FarSocket.latest.close();
  transport.disconnect();
  transport.connect();
  answer(false);
  await Promise.resolve();
  expect(onSignedOut).not.toHaveBeenCalled();
});
