import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TrustedNames } from './check-origin.ts';

const longestPreflightSeconds = '600';

/**
 * Lets pages of listed origins read our answers (AUTOMA_TRUSTED_ORIGINS); all others get no such header at all.
 * Tokens only: the session cookie is SameSite=Strict and credentials are not allowed. Answers whether this was a
 * browser asking beforehand, who is done with that.
 */
export function allowListedOrigin(request: FastifyRequest, reply: FastifyReply, trusted: TrustedNames): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !trusted.origins.includes(origin)) return false;
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'etag, retry-after, x-request-id, content-disposition',
    vary: 'origin',
  });
  const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (!isPreflight) return false;
  reply.headers({
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers':
      'authorization, content-type, idempotency-key, if-match, last-event-id, x-request-id',
    'access-control-max-age': longestPreflightSeconds,
  });
  return true;
}
