import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { ORPCError } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, ErrorData, errorTable, type Problem } from '#contract/errors.ts';
import type { CallContext, Core, Reply } from '../api/call-context.ts';
import { router } from '../api/router.ts';
import { toAppError, toCallerError } from '../api/translate-error.ts';
import { AppError } from '../base/errors.ts';
import { makeContext, makeSessionCookie } from './call-of.ts';
import { isOfRest } from './operations.ts';
import { makeProblem, pathOf, problemType, sendProblem } from './problem.ts';
import { methodsOf } from './public-routes.ts';

export const apiPrefix = '/api/v1';

type HandlerOptions = NonNullable<ConstructorParameters<typeof OpenAPIHandler<CallContext>>[1]>;

export type AnswerRest = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Serves the contract as REST below `/api/v1`; answers the handler for routes that serve another form as well. */
export function serveRest(fastify: FastifyInstance, core: Core): AnswerRest {
  const make = (plugins: NonNullable<HandlerOptions['plugins']>) =>
    new OpenAPIHandler<CallContext>(router, {
      plugins,
      filter: ({ contract }) => isOfRest(contract),
      rootInterceptors: [
        async ({ context, next }) => {
          const answer = await next();
          return answer.matched ? { ...answer, response: decorate(answer.response, context) } : answer;
        },
      ],
      customErrorResponseBodyEncoder: (error) => error, // `decorate` makes the problem: it knows the request
      eventIteratorKeepAliveInterval: 15_000,
    });
  // Query strings are text: numbers and flags in them are read as such. Bodies are JSON and say what they mean.
  const reading = make([new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })]);
  const writing = make([]);

  const answer: AnswerRest = async (request, reply) => {
    const handler = request.method === 'GET' || request.method === 'DELETE' ? reading : writing;
    const { matched } = await handler.handle(request, reply, {
      prefix: apiPrefix,
      context: makeContext(core, request),
    });
    if (matched) return reply;
    const methods = methodsOf(pathOf(request.url).slice(apiPrefix.length));
    if (methods.length === 0)
      return sendProblem(reply, new AppError('not-found', 'there is no such operation; /api/docs lists them'));
    return sendProblem(
      reply.header('allow', methods.join(', ')),
      new AppError('method-not-allowed', `this path knows ${methods.join(', ')}`),
    );
  };
  fastify.addHook('onSend', async (_request, reply, payload) => {
    // oRPC calls every body application/json; those of errors have a name of their own
    if (reply.statusCode >= 400) reply.header('content-type', problemType);
    return payload;
  });
  fastify.all(`${apiPrefix}/*`, answer);
  return answer;
}

type StandardResponse = { status: number; headers: Record<string, string | string[] | undefined>; body: unknown };

/** Adds what a call's answer carries besides its body, and gives errors their public shape. */
function decorate(response: StandardResponse, context: CallContext): StandardResponse {
  const { reply } = context;
  if (response.status >= 400) return toProblemResponse(response, context);
  return {
    ...response,
    status: reply.status ?? response.status,
    headers: {
      ...response.headers,
      ...headersOf(reply),
      ...(response.body instanceof Blob ? { 'content-security-policy': "sandbox; default-src 'none'" } : {}),
    },
  };
}

function headersOf({ etag, cookie }: Reply): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(cookie === undefined ? {} : { 'set-cookie': makeSessionCookie(cookie) }),
  };
}

function toProblemResponse(response: StandardResponse, context: CallContext): StandardResponse {
  const error = response.body as ORPCError<string, unknown>; // our encoder passed it on
  // Errors of the transport itself (an unreadable body) never went through the router's translation
  const known = error.code in errorTable ? error : toCallerError(toAppError(error), context.requestId);
  const { errors } = ErrorData.catch({}).parse(known.data ?? {});
  const problem: Problem = makeProblem(
    { code: known.code as ErrorCode, message: known.message, errors },
    { instance: context.path, requestId: context.requestId },
  );
  return {
    status: problem.status,
    headers: {
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer realm="automa"' } : {}),
      ...(context.reply.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(context.reply.retryAfterSeconds) }),
    },
    body: problem,
  };
}
