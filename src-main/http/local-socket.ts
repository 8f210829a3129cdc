import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Core } from '../api/call-context.ts';
import { nodeHttp } from '../base/node-http.ts';
import { attend } from './rpc-socket.ts';

/** Paths of Unix sockets end at 108 bytes on Linux, 104 on macOS. */
const longestSocketPath = 100;

/** Where the holder of a data directory listens for the command line: beside the data, or where the path is short. */
export function socketPathOf(dataDir: string): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\automa-${name}`;
  const path = join(dataDir, 'automa.sock');
  return Buffer.byteLength(path) <= longestSocketPath ? path : join(makeOwnFolder(), `${name}.sock`);
}

/** Anybody may write to the temporary folder: a socket lies in a folder there that is ours alone, or nowhere. */
function makeOwnFolder(): string {
  const user = userInfo().uid;
  const folder = join(tmpdir(), `automa-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOurs = found.isDirectory() && found.uid === user && (found.mode & 0o077) === 0;
  if (!isOurs)
    throw new Error(`${folder} belongs to somebody else or is open to others; remove it, or use a shorter --data-dir`);
  return folder;
}

export interface LocalSocket {
  /** Commands that are connected right now. */
  connections(): number;
  close(): Promise<void>;
}

/** Serves the contract to this machine's commands as the local owner; the file's mode 0600 says who may connect. */
export async function serveLocalSocket(core: Core, dataDir: string): Promise<LocalSocket> {
  const path = socketPathOf(dataDir);
  const server = nodeHttp.createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server, path: '/rpc', maxPayload: 256 * 1024 * 1024 });
  sockets.on('connection', (socket, request) =>
    attend(core, socket, { request, principal: core.access.localOwner(), via: 'cli', isTrusted: true }),
  );
  if (process.platform !== 'win32') rmSync(path, { force: true }); // we hold the directory: what is there is left over
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    connections: () => sockets.clients.size,
    close: async () => {
      for (const socket of sockets.clients) socket.close(1001, 'the host is shutting down');
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      rmSync(path, { force: true });
    },
  };
}
