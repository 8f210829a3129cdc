import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SystemState } from '#contract/system.ts';
import type { Core } from '../api/call-context.ts';

/**
 * For supervisors: no credentials, no detail; a caller with `system:read` also gets the state of the system. Ready
 * means that somebody can log in and the scheduler looks at its clock.
 */
export function serveHealth(fastify: FastifyInstance, core: Core): void {
  const isReady = () => core.access.setUp.isDone() && core.system.scheduler().lastTickAt !== null;
  fastify.get('/health', async (request) => ({ status: 'ok', ...(await detailFor(core, request)) }));
  fastify.get('/health/live', async () => ({ status: 'ok' }));
  fastify.get('/health/ready', async (request, reply) => {
    const [code, status] = isReady() ? [200, 'ok'] : [503, 'not-ready'];
    return reply.status(code).send({ status, ...(await detailFor(core, request)) });
  });
}

async function detailFor(core: Core, { headers }: FastifyRequest): Promise<{ system?: SystemState }> {
  const { authorization, cookie } = headers;
  if (authorization === undefined && cookie === undefined) return {};
  const resolved = await core.access.principals.resolve({ authorization, cookie });
  if (typeof resolved === 'string' || !resolved.principal.scopes.has('system:read')) return {};
  await core.access.spendRequest({ principal: resolved.principal });
  return { system: await core.system.state() };
}
