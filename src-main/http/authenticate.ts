import type { FastifyRequest } from 'fastify';
import type { Core } from '../api/call-context.ts';
import { AppError } from '../base/errors.ts';
import { authenticateFeed, isFeed } from './calendar-feed.ts';
import { checkCsrf } from './check-origin.ts';
import { pathOf } from './problem.ts';
import { isPublicRoute } from './public-routes.ts';
import { apiPrefix } from './rest.ts';
import { tokenPath } from './token-endpoint.ts';

/**
 * Who calls, before the body is read: a stranger's body is worth reading only where anyone may call. What the caller
 * may do is decided where the operation is known, by the guard all doors share.
 */
export async function authenticate(core: Core, request: FastifyRequest): Promise<void> {
  if (isFeed(request)) return authenticateFeed(core, request);
  const { authorization, cookie } = request.headers;
  const resolved = await core.access.principals.resolve({ authorization, cookie });
  const path = pathOf(request.url);
  if (resolved === 'none' || resolved === 'invalid') {
    if (isOpen(request.method, path)) return;
    // counts the stranger, so that guessing credentials is limited like everything else
    await core.access.spendRequest({ ip: request.ip });
    if (!core.access.setUp.isDone())
      throw new AppError('not-set-up', 'nobody has set this server up yet: open the link it printed at its start');
    throw new AppError(
      'unauthenticated',
      resolved === 'none' ? 'send a bearer token or sign in' : 'the credentials are wrong, expired or revoked',
    );
  }
  if (resolved.via === 'cookie' && request.method !== 'GET') checkCsrf(request.raw);
  request.principal = resolved.principal;
}

function isOpen(method: string, path: string): boolean {
  return (
    path === tokenPath || path === `${apiPrefix}/openapi.json` || isPublicRoute(method, path.slice(apiPrefix.length))
  );
}
