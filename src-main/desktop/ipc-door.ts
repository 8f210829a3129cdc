import { RPCHandler } from '@orpc/server/bun-ws';
import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import { connectMessage } from '#contract/bridge.ts';
import type { CallContext, Core } from '../api/call-context.ts';
import { router } from '../api/router.ts';
import { coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { makeOwnerContext } from './owner.ts';
import { isPageUrl } from './view.ts';

/** The part of a port this door needs; Electron's MessagePortMain, and Node's MessagePort in tests. */
export interface RpcPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
}

/** Who sent a message, as far as it decides whether it is heard. */
export interface Sender {
  frame: { url: string; parent: unknown; frameTreeNodeId: number } | null;
  mainFrameTreeNodeId: number;
  isOwnWindow: boolean;
}

/**
 * The adapter that leaves reading to us: the one for ports does not catch what a malformed message throws, which
 * would end the process (reliability row I8).
 */
const rpc = new RPCHandler<CallContext>(router, {
  rootInterceptors: [
    ({ next, ...options }) => next({ ...options, context: { ...options.context, requestId: newId(), reply: {} } }),
  ],
});

/**
 * Serves the contract to the page of this window as the local owner. Each page makes one port; a reload makes
 * another, and the old one closes with its page. Answers how to stop.
 */
export function openIpcDoor(core: Core, contents: WebContents): () => void {
  const connect = (event: IpcMainEvent) => {
    const { senderFrame: frame } = event; // first: it is null once the frame is gone
    const sender = {
      frame,
      mainFrameTreeNodeId: contents.isDestroyed() ? -1 : contents.mainFrame.frameTreeNodeId,
      isOwnWindow: event.sender === contents,
    };
    const [port, ...others] = event.ports;
    if (!isTrustedSender(sender) || port === undefined || others.length > 0) {
      core.logger.warn({ url: frame?.url }, 'a frame that may not was refused a connection');
      for (const each of event.ports) each.close();
      return;
    }
    serveRpcPort(core, port);
    port.start();
  };
  ipcMain.on(connectMessage, connect);
  return () => ipcMain.off(connectMessage, connect);
}

/** Only the top frame of our own window, and only while it shows our page (reliability row I6). */
export function isTrustedSender({ frame, mainFrameTreeNodeId, isOwnWindow }: Sender): boolean {
  if (frame === null || !isOwnWindow) return false;
  return frame.parent === null && frame.frameTreeNodeId === mainFrameTreeNodeId && isPageUrl(frame.url);
}

/** Speaks the contract on a port whose other end is trusted to be the page; what it says is still checked. */
export function serveRpcPort(core: Core, port: RpcPort): void {
  const context = makeOwnerContext(core, '');
  const answers = {
    send: (message: string | ArrayBufferLike | Uint8Array) => {
      port.postMessage(message);
      return 0;
    },
  };
  port.on('message', ({ data }) => {
    const message = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    if (typeof message !== 'string' && !(message instanceof Uint8Array)) return;
    rpc.message(answers, message, { context }).catch((thrown: unknown) => {
      core.logger.warn({ error: coerceError(thrown).message }, 'a message of the page could not be read');
    });
  });
  port.on('close', () => rpc.close(answers));
}
