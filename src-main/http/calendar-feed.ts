import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import { findTokenById } from '../access/tokens.ts';
import type { Core } from '../api/call-context.ts';
import { AppError } from '../base/errors.ts';
import { makeCalendarFeed } from '../schedule/calendar-feed.ts';

const feedPath = '/api/v1/calendar.ics';

/**
 * Whether a request is for the feed: the one operation that takes its credential from the address. Asks for the route,
 * not the address, which may spell it otherwise.
 */
export function isFeed({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'GET' && routeOptions.url === feedPath;
}

/**
 * Who asks for the feed. Programs that show calendars send no headers, so the token stands in the address, where it is
 * easily seen by others: it counts only if it can do nothing but this, and nothing else a request carries counts.
 */
export async function authenticateFeed(core: Core, request: FastifyRequest): Promise<void> {
  const principal = await resolveToken(core, readToken(request.url));
  await core.access.spendRequest({ principal, ip: request.ip });
  if (!core.access.setUp.isDone())
    throw new AppError('not-set-up', 'nobody has set this server up yet: open the link it printed at its start');
  if (principal === undefined)
    throw new AppError('unauthenticated', 'the token in the address is missing, wrong, expired or revoked');
  const token = findTokenById(core.audit.read, principal.tokenId ?? '', core.clock.now())?.token;
  if (token?.scopes.length !== 1 || !principal.scopes.has('calendar:read'))
    throw new AppError('forbidden', 'only a token whose one scope is calendar:read may stand in an address');
  request.principal = principal;
}

/** `GET /api/v1/calendar.ics?token=`: what ran and what is to run, for a program that shows calendars. */
export function serveCalendarFeed(fastify: FastifyInstance, core: Core): void {
  fastify.get(feedPath, async ({ principal }, reply) => {
    if (principal === undefined) throw new AppError('unauthenticated');
    const feed = await makeCalendarFeed(core.audit.read, principal, core.clock.now());
    return reply
      .headers({
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': 'inline; filename="automa.ics"',
      })
      .send(feed);
  });
}

async function resolveToken(core: Core, token: string | undefined): Promise<Principal | undefined> {
  if (token === undefined) return undefined;
  const resolved = await core.access.principals.resolve({ authorization: `Bearer ${token}` });
  return typeof resolved !== 'string' && resolved.principal.kind === 'api-token' ? resolved.principal : undefined;
}

/** The one token of the query; anything beside it is a mistake worth naming. */
function readToken(url: string): string | undefined {
  const query = [...new URLSearchParams(url.split('?')[1] ?? '')];
  const others = query.filter(([name], index) => name !== 'token' || index > 0);
  if (others.length > 0)
    throw new AppError('invalid', 'the feed takes one token and nothing else', {
      errors: others.map(([path]) => ({ path: path.slice(0, 100), message: 'is not taken here' })),
    });
  return query[0]?.[1];
}
