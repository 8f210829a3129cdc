import type { FastifyReply } from 'fastify';
import { type ErrorCode, errorTable, type FieldProblem, type Problem } from '#contract/errors.ts';
import type { AppError } from '../base/errors.ts';

export const problemType = 'application/problem+json; charset=utf-8';

/** RFC 9457 problem details; `type` names the code in the table of the contract. */
export function makeProblem(
  error: { code: ErrorCode; message: string; errors?: readonly FieldProblem[] | undefined },
  where: { instance: string; requestId: string },
): Problem {
  const { status, title } = errorTable[error.code];
  return {
    type: `urn:automa:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    instance: where.instance,
    requestId: where.requestId,
    ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
  };
}

/** Answers with a problem. Used where no operation of the contract was reached. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  const { request } = reply;
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="automa"');
  if ('retryAfterSeconds' in error) reply.header('retry-after', String(error.retryAfterSeconds));
  const problem = makeProblem(error, { instance: pathOf(request.url), requestId: request.id });
  return reply.status(problem.status).header('content-type', problemType).send(JSON.stringify(problem));
}

/** The path without its query, which may hold what does not belong into answers and logs. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
