import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify as makeFastify } from 'fastify';
import type { Core } from '../api/call-context.ts';
import { AppError, coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { authenticate } from './authenticate.ts';
import { serveCalendarFeed } from './calendar-feed.ts';
import { checkHost, checkOrigin, type TrustedNames } from './check-origin.ts';
import { allowListedOrigin } from './cors.ts';
import { serveDocs } from './docs.ts';
import { serveDownloads } from './downloads.ts';
import { serveHealth } from './health.ts';
import { toBrokenRequestError, toHttpError } from './http-error.ts';
import { pathOf, sendProblem } from './problem.ts';
import { refuseConnection } from './raw-answer.ts';
import { readBodies } from './read-bodies.ts';
import { apiPrefix, serveRest } from './rest.ts';
import { serveRpcSocket } from './rpc-socket.ts';
import { securityHeaders } from './security-headers.ts';
import { serveInterface } from './serve-interface.ts';
import { serveTokenEndpoint } from './token-endpoint.ts';

export interface HttpOptions {
  trusted: TrustedNames;
  /** Folder of the built interface; absent: the API alone. */
  interfaceDir: string | undefined;
  /** Folder of swagger-ui's files, for the offline documentation. */
  docsDir: string;
  version: string;
}

export interface HttpDoor {
  fastify: FastifyInstance;
  /** Answers 503 `draining` to every new request from now on. */
  drain(): void;
}

/** The HTTP door: REST with its documentation, RPC for the browser over one WebSocket, the interface's files. */
export async function makeHttpDoor(core: Core, options: HttpOptions): Promise<HttpDoor> {
  let isDraining = false;
  const answerError = (request: FastifyRequest, reply: FastifyReply, thrown: unknown) => {
    const error = toHttpError(coerceError(thrown));
    if (error !== undefined) return sendProblem(reply, error);
    core.logger.error({ requestId: request.id, error: thrown }, 'a request broke');
    return sendProblem(
      reply,
      new AppError('internal', `something broke on our side; the log has it under request ${request.id}`),
    );
  };
  // Limits: research on reliability, section 2.6
  const fastify = makeFastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: 12_500, // looked at every 2 s: whoever is slower hears of it within 15 s (row B16)
    connectionTimeout: 0,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    trustProxy: false,
    genReqId: (request) => sanitizeRequestId(request.headers['x-request-id']) ?? newId(),
    http: {
      headersTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 2_000,
      requireHostHeader: false, // `checkHost` does, with an answer like all others
    },
    routerOptions: { maxParamLength: 5_000 },
    clientErrorHandler: (error, socket) => refuseConnection(socket, toBrokenRequestError(error), ''),
    // paths the router cannot read never come to the hooks below
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply);
      answerError(request, reply, error);
    },
  });
  fastify.server.maxConnections = 512;
  fastify.decorateRequest('principal', undefined);
  readBodies(fastify);

  fastify.addHook('onRequest', async (request, reply) => {
    prepare(request, reply);
    if (isDraining) throw new AppError('draining');
    checkHost(request.raw, options.trusted);
    const isCall = request.routeOptions.url?.startsWith(`${apiPrefix}/`) ?? false; // the address may spell it otherwise
    checkOrigin(request.raw, options.trusted, isCall ? 'call' : 'page');
    if (allowListedOrigin(request, reply, options.trusted)) return reply.status(204).send();
    if (isCall) await authenticate(core, request);
    return undefined;
  });
  fastify.addHook('onResponse', async (request, reply) => {
    core.logger.info(
      {
        requestId: request.id,
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        user: request.principal?.userId,
        ip: request.ip,
      },
      'request',
    );
  });
  fastify.setErrorHandler((thrown, request, reply) => answerError(request, reply, thrown));

  serveTokenEndpoint(fastify, core);
  serveCalendarFeed(fastify, core);
  await serveDocs(fastify, { docsDir: options.docsDir, version: options.version });
  serveHealth(fastify, core);
  fastify.register(async (scope) => serveDownloads(scope, core, serveRest(scope, core)));
  serveRpcSocket(fastify, core, { trusted: options.trusted, isDraining: () => isDraining });
  await serveInterface(fastify, options.interfaceDir);
  return {
    fastify,
    drain: () => {
      isDraining = true;
    },
  };
}

/** What every answer carries, whatever becomes of the request. */
function prepare(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(securityHeaders).header('x-request-id', request.id);
  if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
}

function sanitizeRequestId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,100}$/.test(given) ? given : undefined;
}
