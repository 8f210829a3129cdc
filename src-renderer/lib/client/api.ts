import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '#contract/index.ts';
import { askSession } from './ask-session.ts';
import { findBridge, openBridgeTransport } from './bridge-transport.ts';
import { notifySignedOut } from './signed-out.ts';
import { openSocketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';

/** The one way to the core this page has. */
export const transport: Transport = findBridge() === undefined ? openSocket() : openBridgeTransport();

/** Every operation of the contract as a function; `signal` aborts, event iterators stream. */
export const client: ContractRouterClient<Contract> = createORPCClient(transport.link);

/** The same as options for TanStack Query: `api.jobs.list.queryOptions({ input })`, `.mutationOptions()`, `.key()`. */
export const api = createTanstackQueryUtils(client);

function openSocket(): Transport {
  return openSocketTransport({
    url: new URL('/rpc', location.href).href.replace(/^http/, 'ws'),
    isSignedIn: async () => (await askSession()).state === 'signed-in',
    onSignedOut: notifySignedOut,
    random: Math.random,
  });
}
