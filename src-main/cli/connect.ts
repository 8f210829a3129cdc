import { setTimeout as delay } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import type { Contract } from '#contract/index.ts';
import type { CallContext } from '../api/call-context.ts';
import { router } from '../api/router.ts';
import { type App, startApp } from '../app.ts';
import { newId } from '../base/ids.ts';
import { DataDirectoryError } from '../db/data-directory-error.ts';
import { type Environment, readEnvironment, resolveDataDir } from '../environment.ts';
import { serveLocalSocket, socketPathOf } from '../http/local-socket.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { CommandWorld, TargetOptions } from './world.ts';

const tryAgainMs = 100;
const maxTries = 20;

export type Client = ContractRouterClient<Contract>;

interface Connection {
  client: Client;
  close(): Promise<void>;
}

/** Does `work` with a client for the host that is meant, and lets go of it whatever happens. */
export async function withClient<Result>(
  world: CommandWorld,
  options: TargetOptions & { engine?: string | undefined },
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(world, options);
  try {
    return await work(connection.client);
  } finally {
    await connection.close();
  }
}

/**
 * The same client by three ways: RPC to the host at `--url`; RPC to whoever holds the data directory, as the local
 * owner; or, when nobody does, the core itself in this process.
 */
async function connect(
  world: CommandWorld,
  options: TargetOptions & { engine?: string | undefined },
): Promise<Connection> {
  const url = options.url ?? (process.env.AUTOMA_URL || undefined);
  if (url !== undefined) return connectUrl(url, options.token ?? process.env.AUTOMA_TOKEN ?? '');
  const dataDir = resolveDataDir(options.dataDir, process.env);
  const environment = readEnvironment(dataDir, {
    ...process.env,
    ...(options.engine === undefined ? {} : { AUTOMA_ENGINE: options.engine }),
  });
  return (await connectHolder(dataDir)) ?? (await openOurselves(world, { dataDir, environment }));
}

function connectUrl(url: string, token: string): Promise<Connection> {
  const address = new URL('rpc', url.endsWith('/') ? url : `${url}/`);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return open(new WebSocket(address, { headers: { authorization: `Bearer ${token}` } })).catch((error: Error) => {
    throw new CommandError(exitCodes.failed, `${url} cannot be reached: ${error.message}`, error);
  });
}

async function connectHolder(dataDir: string): Promise<Connection | undefined> {
  try {
    return await open(new WebSocket(`ws+unix://${socketPathOf(dataDir)}:/rpc`));
  } catch {
    return undefined; // nobody there, or a socket left over
  }
}

async function openOurselves(
  world: CommandWorld,
  where: { dataDir: string; environment: Environment },
): Promise<Connection> {
  for (let tries = 1; ; tries++) {
    try {
      const app = await startApp({ ...where, role: 'command', installation: world.installation });
      return await serveOurselves(app, where.dataDir);
    } catch (thrown) {
      if (!(thrown instanceof DataDirectoryError) || thrown.kind !== 'in-use' || tries === maxTries) throw thrown;
      // Somebody has just taken the directory: they will listen in a moment
      await delay(tryAgainMs);
      const connection = await connectHolder(where.dataDir);
      if (connection !== undefined) return connection;
    }
  }
}

/** While this command works, others find it on the socket; it stays until they are done. */
async function serveOurselves(app: App, dataDir: string): Promise<Connection> {
  const socket = await serveLocalSocket(app.core, dataDir);
  await app.ready;
  return {
    client: createRouterClient(router, { context: () => makeLocalContext(app) }),
    close: async () => {
      while (socket.connections() > 0) await delay(tryAgainMs);
      await socket.close();
      await app.stop();
    },
  };
}

function makeLocalContext({ core }: App): CallContext {
  return {
    core,
    principal: core.access.localOwner(),
    via: 'cli',
    ip: undefined,
    requestId: newId(),
    path: '',
    userAgent: undefined,
    presentedCookie: undefined,
    ifMatch: undefined,
    idempotencyKey: undefined,
    reply: {},
  };
}

async function open(socket: WebSocket): Promise<Connection> {
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  socket.on('error', () => socket.terminate());
  // ws implements the browser's interface, which the link is typed against
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
  return {
    client: createORPCClient(new RPCLink({ websocket })),
    close: async () => socket.close(),
  };
}
