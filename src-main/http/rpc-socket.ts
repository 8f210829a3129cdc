import { RPCHandler } from '@orpc/server/ws';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../access/principal.ts';
import { readSessionCookie } from '../access/session-cookie.ts';
import type { CallContext, Core } from '../api/call-context.ts';
import { router } from '../api/router.ts';
import { AppError, coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { checkHost, checkOrigin, type TrustedNames } from './check-origin.ts';
import { pathOf } from './problem.ts';

/** quality.md: 4 MiB and 500 messages a second; uploads go by REST. */
const maxPayloadBytes = 4 * 1024 * 1024;
const maxMessagesPerSecond = 500;
/** A reader that is this far behind is let go; it comes back and asks anew. */
const maxBufferedBytes = 16 * 1024 * 1024;
/** How soon a socket ends after its caller was signed out (reliability row H7: 5 s). */
const checkEveryMs = 2_000;

/** Each call has its own id and answer, and the caller as of now. */
const rpc = new RPCHandler<CallContext>(router, {
  rootInterceptors: [({ next, ...options }) => next({ ...options, context: { ...options.context, requestId: newId(), reply: {} } })],
});

/** The contract as RPC over one WebSocket at `/rpc`: for the interface in a browser, and for programs with a token. */
export function serveRpcSocket(fastify: FastifyInstance, core: Core, trusted: TrustedNames): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxPayloadBytes });
  fastify.server.on('upgrade', (request, stream: Duplex, head) => {
    admit(core, request, trusted).then(
      (principal) => sockets.handleUpgrade(request, stream, head, (socket) => attend(core, socket, { request, principal, via: 'http' })),
      (thrown: unknown) => refuse(stream, coerceError(thrown)),
    );
  });
  fastify.addHook('onClose', async () => {
    for (const socket of sockets.clients) socket.close(1001, 'the server is shutting down');
    sockets.close();
  });
}

interface AttendedCall {
  request: IncomingMessage;
  principal: Principal;
  via: CallContext['via'];
  /** This machine's own commands may send as fast as they like. */
  isTrusted?: boolean;
}

/** Serves the contract on a socket whose caller is known; ends it when the caller is no longer welcome. */
export function attend(core: Core, socket: WebSocket, call: AttendedCall): void {
  const { request, via } = call;
  let { principal } = call;
  const guardian = setInterval(() => {
    const now = core.access.principals.refresh(principal);
    if (now === undefined) socket.close(1008, 'signed out');
    else principal = now;
    if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
  }, checkEveryMs);
  socket.on('close', () => clearInterval(guardian));
  socket.on('error', () => socket.terminate());
  if (call.isTrusted !== true) limitRate(socket);
  const context: CallContext = {
    core,
    get principal() {
      return principal;
    },
    via,
    ip: request.socket.remoteAddress,
    requestId: '',
    path: '/rpc',
    userAgent: request.headers['user-agent']?.slice(0, 500),
    presentedCookie: undefined,
    ifMatch: undefined,
    idempotencyKey: undefined,
    reply: {},
  };
  void rpc.upgrade(socket, { context });
}

async function admit(core: Core, request: IncomingMessage, trusted: TrustedNames): Promise<Principal> {
  if (pathOf(request.url ?? '') !== '/rpc') throw new AppError('not-found');
  checkHost(request, trusted);
  checkOrigin(request, trusted, 'call');
  const { authorization, cookie } = request.headers;
  // Browsers send cookies with every upgrade, also one another site asked for: those must say where they come from
  if (authorization === undefined && readSessionCookie(cookie, false) !== undefined && request.headers.origin === undefined) {
    throw new AppError('forbidden', 'a socket with a session cookie needs an Origin');
  }
  const resolved = await core.access.principals.resolve({ authorization, cookie });
  if (resolved === 'none' || resolved === 'invalid') throw new AppError('unauthenticated');
  return resolved.principal;
}

function limitRate(socket: WebSocket): void {
  let second = 0;
  let messages = 0;
  socket.on('message', (_data: RawData) => {
    const now = Math.floor(performance.now() / 1_000);
    messages = now === second ? messages + 1 : 1;
    second = now;
    if (messages > maxMessagesPerSecond) socket.close(1008, 'too many messages');
  });
}

const statusLines: Partial<Record<string, string>> = {
  unauthenticated: '401 Unauthorized',
  forbidden: '403 Forbidden',
  'not-found': '404 Not Found',
  misdirected: '421 Misdirected Request',
};

function refuse(stream: Duplex, error: Error): void {
  const line = (error instanceof AppError ? statusLines[error.code] : undefined) ?? '400 Bad Request';
  stream.end(`HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
