import type { FastifyInstance } from 'fastify';
import type { Core } from '../api/call-context.ts';

/** For supervisors: no credentials, no detail. Ready means that somebody can log in and the scheduler looks at its clock. */
export function serveHealth(fastify: FastifyInstance, core: Core): void {
  const alive = { status: 'ok' };
  fastify.get('/health', async () => alive);
  fastify.get('/health/live', async () => alive);
  fastify.get('/health/ready', async (_request, reply) => {
    const isReady = core.access.setUp.isDone() && core.system.scheduler().lastTickAt !== null;
    return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'not-ready' });
  });
}
