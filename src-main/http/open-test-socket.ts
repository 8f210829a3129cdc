import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { Contract } from '#contract/index.ts';
import type { TestHost } from './open-test-host.ts';

export interface TestSocket {
  client: ContractRouterClient<Contract>;
  socket: WebSocket;
  /** Code and reason of the close, once it is closed. */
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** A socket at `/rpc` with these headers, for tests; throws the status with which the upgrade was refused. */
export async function openTestSocket(
  host: TestHost,
  headers: Record<string, string>,
  path = '/rpc',
): Promise<TestSocket> {
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}${path}`, { headers });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(String(response.statusCode)));
      socket.terminate();
    });
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  // ws implements the browser's interface, which the link is typed against
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
  return { client: createORPCClient(new RPCLink({ websocket })), socket, closed, close: () => socket.close() };
}
