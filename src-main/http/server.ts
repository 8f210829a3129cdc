import { fastify as makeFastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Core } from '../api/call-context.ts';
import { toAppError } from '../api/translate-error.ts';
import { AppError, coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { checkCsrf, checkHost, checkOrigin, type TrustedNames } from './check-origin.ts';
import { serveDocs } from './docs.ts';
import { serveDownloads } from './downloads.ts';
import { serveHealth } from './health.ts';
import { pathOf, sendProblem } from './problem.ts';
import { isPublicRoute } from './public-routes.ts';
import { readJson } from './read-json.ts';
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

const mebibyte = 1024 * 1024;

/** The HTTP door: REST with its documentation, RPC for the browser over one WebSocket, the interface's files. */
export async function makeHttpDoor(core: Core, options: HttpOptions): Promise<HttpDoor> {
  let isDraining = false;
  // Limits: research on reliability, section 2.6
  const fastify = makeFastify({
    bodyLimit: mebibyte,
    requestTimeout: 15_000,
    connectionTimeout: 0,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    trustProxy: false,
    genReqId: (request) => sanitizeRequestId(request.headers['x-request-id']) ?? newId(),
    http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 2_000 },
    routerOptions: { maxParamLength: 5_000 },
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    },
  });
  fastify.decorateRequest('principal', undefined);
  readBodies(fastify);

  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
    if (isDraining) throw new AppError('draining');
    checkHost(request.raw, options.trusted);
    const isCall = request.url.startsWith('/api/') || request.url.startsWith('/rpc');
    checkOrigin(request.raw, options.trusted, isCall ? 'call' : 'page');
    if (isCall) await authenticate(core, request);
  });
  fastify.addHook('onSend', async (_request, reply, payload) => {
    const type = reply.getHeader('content-type');
    if (reply.statusCode >= 400 && typeof type === 'string' && type.startsWith('application/json')) {
      reply.header('content-type', 'application/problem+json; charset=utf-8');
    }
    return payload;
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
  fastify.setErrorHandler((thrown, request, reply) => {
    const error = toHttpError(coerceError(thrown));
    if (error !== undefined) return sendProblem(reply, error);
    core.logger.error({ requestId: request.id, error: thrown }, 'a request broke');
    return sendProblem(reply, new AppError('internal', `something broke on our side; the log has it under request ${request.id}`));
  });

  serveTokenEndpoint(fastify, core);
  await serveDocs(fastify, { docsDir: options.docsDir, version: options.version });
  serveHealth(fastify, core);
  serveDownloads(fastify, core, serveRest(fastify, core));
  serveRpcSocket(fastify, core, options.trusted);
  await serveInterface(fastify, options.interfaceDir);
  return {
    fastify,
    drain: () => {
      isDraining = true;
    },
  };
}

/** Bodies are JSON; an upload is multipart. Anything else is 415 before it is read. */
function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readJson(String(body)));
    } catch (thrown) {
      done(coerceError(thrown), undefined);
    }
  });
  fastify.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: 50 * mebibyte }, async (request: FastifyRequest, body: Buffer) => {
    if (!request.url.startsWith(apiPrefix) || !pathOf(request.url).endsWith('/upload')) {
      throw new AppError('unsupported-media-type', 'this operation takes application/json');
    }
    try {
      const response = new Response(new Uint8Array(body), { headers: { 'content-type': request.headers['content-type'] ?? '' } });
      return await response.formData();
    } catch {
      throw new AppError('malformed', 'the multipart body cannot be read');
    }
  });
}

/** Who calls, before the body is read: a stranger's body is worth reading only where anyone may call. */
async function authenticate(core: Core, request: FastifyRequest): Promise<void> {
  const { authorization, cookie } = request.headers;
  const resolved = await core.access.principals.resolve({ authorization, cookie });
  const path = pathOf(request.url);
  const isOpen = !path.startsWith(`${apiPrefix}/`) || isPublicRoute(request.method, path.slice(apiPrefix.length)) || isDocument(path);
  if (resolved === 'none' || resolved === 'invalid') {
    if (isOpen) return;
    // counts the stranger, so that guessing credentials is limited like everything else
    await core.access.spendRequest({ ip: request.ip });
    if (!core.access.setUp.isDone()) throw new AppError('not-set-up', 'nobody has set this server up yet: open the link it printed at its start');
    throw new AppError('unauthenticated', resolved === 'none' ? 'send a bearer token or sign in' : 'the credentials are wrong, expired or revoked');
  }
  if (resolved.via === 'cookie' && request.method !== 'GET' && path.startsWith(apiPrefix)) checkCsrf(request.raw);
  request.principal = resolved.principal;
}

function isDocument(path: string): boolean {
  return path === `${apiPrefix}/openapi.json` || path === `${apiPrefix}/auth/token`;
}

/** Fastify's own refusals in our words. */
function toHttpError(error: Error): AppError | undefined {
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('too-large', 'the body is larger than this operation takes');
  if (code.startsWith('FST_ERR_CTP_INVALID') || status === 415) return new AppError('unsupported-media-type', 'send application/json');
  const known = toAppError(error);
  if (known !== undefined) return known;
  return status !== undefined && status >= 400 && status < 500 ? new AppError('malformed', error.message) : undefined;
}

function sanitizeRequestId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,100}$/.test(given) ? given : undefined;
}
