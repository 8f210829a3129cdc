import { RPCLink } from '@orpc/client/message-port';
import { type Bridge, bridgeName, connectMessage } from '#contract/bridge.ts';
import { makeConnection } from './connection.ts';
import type { Transport } from './transport.ts';

/** What the preload put on the window; undefined in a browser. */
export function findBridge(): Bridge | undefined {
  // The preload is the only one that sets this name, and it sets exactly this shape.
  return (window as unknown as Record<string, Bridge | undefined>)[bridgeName];
}

/** Speaks to the main process over a port of its own: made here, passed on by the preload, gone with the page. */
export function openBridgeTransport(): Transport {
  const { port1, port2 } = new MessageChannel();
  window.postMessage(connectMessage, window.origin === 'null' ? '*' : window.origin, [port2]);
  port1.start();
  const connection = makeConnection('online');
  // Chromium reports a port whose other side is gone; the page can only be loaded again then.
  port1.addEventListener('close', () => connection.set('offline'));
  return { kind: 'window', link: new RPCLink({ port: port1 }), connection, connect: () => {}, disconnect: () => {} };
}
