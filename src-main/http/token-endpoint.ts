import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { Email } from '#contract/auth.ts';
import { RateLimitedError } from '../access/rate-limited-error.ts';
import { auditContextOf, type Core } from '../api/call-context.ts';
import { AppError } from '../base/errors.ts';
import { makeContext } from './call-of.ts';
import { sendProblem } from './problem.ts';

const Form = z.discriminatedUnion('grant_type', [
  z.object({ grant_type: z.literal('password'), username: Email, password: z.string().min(1).max(256) }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string().min(1).max(500) }),
]);
const maxFormBytes = 16 * 1024;
export const tokenPath = '/api/v1/auth/token';

/**
 * OAuth 2 token endpoint (RFC 6749 sections 4.3 and 6): form-encoded, with that document's answers and errors rather
 * than ours, because ready-made clients expect them.
 */
export function serveTokenEndpoint(fastify: FastifyInstance, core: Core): void {
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: maxFormBytes },
      (_request, body, done) => done(null, readForm(String(body))),
    );
    scope.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: tokenPath,
      handler: async (_request, reply) =>
        sendProblem(reply.header('allow', 'POST'), new AppError('method-not-allowed', 'this path knows POST')),
    });
    scope.post(tokenPath, async (request, reply) => {
      reply.header('pragma', 'no-cache');
      const context = makeContext(core, request);
      await core.access.spendRequest({ ip: context.ip });
      if (!core.access.setUp.isDone()) throw new AppError('not-set-up');
      const form = Form.safeParse(request.body);
      if (!form.success) return refuse(reply, refusalOf(request.body));
      try {
        const grant =
          form.data.grant_type === 'password'
            ? (
                await core.access.logins.login(
                  { email: form.data.username, password: form.data.password, userAgent: context.userAgent },
                  auditContextOf(context),
                )
              ).grant
            : await core.access.refresh(form.data.refresh_token, auditContextOf(context));
        return reply.send({
          access_token: grant.accessToken,
          token_type: 'Bearer',
          expires_in: grant.expiresIn,
          refresh_token: grant.refreshToken,
        });
      } catch (thrown) {
        if (thrown instanceof RateLimitedError || !(thrown instanceof AppError) || thrown.code !== 'unauthenticated')
          throw thrown;
        return refuse(reply, { error: 'invalid_grant', error_description: thrown.message });
      }
    });
  });
}

/** The parameters; undefined when one is given twice, which RFC 6749 section 3.2 forbids. */
function readForm(body: string): Record<string, string> | undefined {
  const parameters = new URLSearchParams(body);
  return new Set(parameters.keys()).size === parameters.size ? Object.fromEntries(parameters) : undefined;
}

interface OAuthError {
  error: 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type';
  error_description: string;
}

function refusalOf(body: unknown): OAuthError {
  const { grant_type: kind } = z
    .looseObject({ grant_type: z.string().optional() })
    .catch({})
    .parse(body ?? {});
  if (kind !== undefined && kind !== 'password' && kind !== 'refresh_token') {
    return { error: 'unsupported_grant_type', error_description: 'grant_type is password or refresh_token' };
  }
  return {
    error: 'invalid_request',
    error_description:
      'send grant_type=password with username and password, or grant_type=refresh_token with refresh_token',
  };
}

function refuse(reply: FastifyReply, error: OAuthError): FastifyReply {
  return reply.status(400).send(error); // plain JSON, not problem details
}
