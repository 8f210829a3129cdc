import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import type { FastifyInstance } from 'fastify';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../access/principal.ts';
import { readSessionCookie } from '../access/session-cookie.ts';
import type { CallContext, Core } from '../api/call-context.ts';
import { router } from '../api/router.ts';
import { AppError, coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { checkHost, checkOrigin, isOwnOrigin, type TrustedNames } from './check-origin.ts';
import { pathOf } from './problem.ts';
import { refuseConnection } from './raw-answer.ts';
import { isFrame } from './rpc-frame.ts';

/** quality.md: 4 MiB and 500 messages a second; uploads go by REST. */
const maxPayloadBytes = 4 * 1024 * 1024;
const maxMessagesPerSecond = 500;
/** A reader that is this far behind is let go; it comes back and asks anew. */
const maxBufferedBytes = 16 * 1024 * 1024;
/** How soon a socket ends after its caller was signed out (reliability row H7: 5 s). */
const checkEveryMs = 2_000;
/** Whoever does not answer the close within this time is not waited for. */
const sayGoodbyeMs = 1_000;
const rpcPath = '/rpc';

interface SocketContext extends CallContext {
  /** The caller as of now; undefined once the credential is worth nothing any more. */
  recognize(): Promise<Principal | undefined>;
}

/** Each call has its own id and answer, and the caller as of now. */
const rpc = new RPCHandler<SocketContext>(router, {
  rootInterceptors: [
    async ({ next, ...options }) => {
      const { context } = options;
      return next({
        ...options,
        context: { ...context, principal: await context.recognize(), requestId: newId(), reply: {} },
      });
    },
  ],
});

/** The contract as RPC over one WebSocket at `/rpc`: for the interface in a browser, and for programs with a token. */
export function serveRpcSocket(
  fastify: FastifyInstance,
  core: Core,
  options: { trusted: TrustedNames; isDraining: () => boolean },
): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxPayloadBytes });
  fastify.server.on('upgrade', (request, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy()); // a connection that breaks while we look at it must not end the process
    admit(core, request, options).then(
      (attended) =>
        sockets.handleUpgrade(request, stream, head, (socket) =>
          attend(core, socket, { ...attended, request, via: 'http' }),
        ),
      (thrown: unknown) => {
        const error = coerceError(thrown);
        if (!(error instanceof AppError)) core.logger.error({ error }, 'an upgrade broke');
        refuseConnection(
          stream,
          error instanceof AppError ? error : new AppError('internal'),
          pathOf(request.url ?? ''),
        );
      },
    );
  });
  fastify.addHook('preClose', async () => {
    for (const socket of sockets.clients) {
      socket.close(1001, 'the server is shutting down');
      setTimeout(() => socket.terminate(), sayGoodbyeMs).unref();
    }
    sockets.close();
  });
}

interface AttendedCall {
  request: IncomingMessage;
  principal: Principal;
  via: CallContext['via'];
  /** Looks at the credential anew for a call; without it the principal is looked up again. */
  recognize?: () => Promise<Principal | undefined>;
  /** This machine's own commands may send as fast as they like. */
  isTrusted?: boolean;
}

/** Serves the contract on a socket whose caller is known; ends it when the caller is no longer welcome. */
export function attend(core: Core, socket: WebSocket, call: AttendedCall): void {
  const { request, principal, via } = call;
  const lookUp = () => core.access.principals.refresh(principal);
  const guardian = setInterval(() => {
    if (lookUp() === undefined) socket.close(1008, 'signed out');
    if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
  }, checkEveryMs);
  socket.on('close', () => clearInterval(guardian));
  socket.on('error', () => socket.terminate());
  const context: SocketContext = {
    core,
    principal,
    recognize: call.recognize ?? (async () => lookUp()),
    via,
    ip: request.socket.remoteAddress,
    requestId: '',
    path: rpcPath,
    userAgent: request.headers['user-agent']?.slice(0, 500),
    presentedCookie: undefined,
    ifMatch: undefined,
    idempotencyKey: undefined,
    reply: {},
  };
  // The handler's idea of a socket is the browser's; of its events it hears two
  const peer = {
    send: (message: Message) => sendPaced(socket, message),
    addEventListener: (type: string, listener: (event: { data: Message }) => void) => {
      if (type === 'message') hear(socket, { isTrusted: call.isTrusted, listener });
      else socket.on(type, listener);
    },
  };
  void rpc.upgrade(peer as Parameters<typeof rpc.upgrade>[0], { context });
}

type Message = string | Uint8Array | ArrayBufferLike;

/** Resolves when the message has left: a stream goes at the pace of its reader instead of piling up in memory. */
function sendPaced(socket: WebSocket, message: Message): Promise<void> {
  return new Promise((resolve) => socket.send(message, () => resolve()));
}

/** Who may open a socket. Runs before the upgrade, so strangers never get one (row H19). */
async function admit(
  core: Core,
  request: IncomingMessage,
  { trusted, isDraining }: { trusted: TrustedNames; isDraining: () => boolean },
): Promise<Pick<AttendedCall, 'principal' | 'recognize'>> {
  if (isDraining()) throw new AppError('draining');
  checkHost(request, trusted);
  if (pathOf(request.url ?? '') !== rpcPath) throw new AppError('not-found');
  if (request.url !== rpcPath) throw new AppError('malformed', 'a socket takes no query; credentials go into headers');
  checkOrigin(request, trusted, 'call');
  const { authorization, cookie, origin } = request.headers;
  // Browsers send cookies with every upgrade, also one another site asked for: those must come from our own page
  const isOwnPage = origin !== undefined && isOwnOrigin(request, origin);
  if (authorization === undefined && readSessionCookie(cookie, false) !== undefined && !isOwnPage) {
    throw new AppError('forbidden', 'a socket with a session cookie opens from our own page only');
  }
  const resolved = await core.access.principals.resolve({ authorization, cookie });
  if (resolved === 'none' || resolved === 'invalid') {
    await core.access.spendRequest({ ip: request.socket.remoteAddress });
    throw new AppError('unauthenticated');
  }
  if (resolved.via === 'bearer') return { principal: resolved.principal };
  // Calls keep a browser's session from going idle, as requests with the cookie do
  const recognize = async () => {
    const now = await core.access.principals.resolve({ cookie });
    return typeof now === 'string' ? undefined : now.principal;
  };
  return { principal: resolved.principal, recognize };
}

/** Hands on what is a call. Whoever sends something else, or too fast, is heard no further, also not while the socket closes. */
function hear(
  socket: WebSocket,
  { isTrusted = false, listener }: { isTrusted?: boolean | undefined; listener: (event: { data: Message }) => void },
): void {
  let second = 0;
  let messages = 0;
  const shut = (code: number, reason: string) => {
    socket.off('message', receive);
    socket.close(code, reason);
  };
  const receive = (data: RawData, isBinary: boolean) => {
    const now = Math.floor(performance.now() / 1_000);
    messages = now === second ? messages + 1 : 1;
    second = now;
    if (!isTrusted && messages > maxMessagesPerSecond) return shut(1008, 'too many messages');
    const message = isBinary ? toBytes(data) : String(data);
    if (!isTrusted && !isFrame(message)) return shut(1007, 'this is no call');
    return listener({ data: message });
  };
  socket.on('message', receive);
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
