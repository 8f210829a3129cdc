import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../base/errors.ts';
import { sendProblem } from './problem.ts';

/** The built interface. It routes by fragment, so only `/` is a page; everything else is a file or missing. */
export async function serveInterface(fastify: FastifyInstance, interfaceDir: string | undefined): Promise<void> {
  fastify.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new AppError('not-found', 'there is nothing here')),
  );
  if (interfaceDir === undefined || !existsSync(join(interfaceDir, 'index.html'))) {
    fastify.get('/', async (_request, reply) => reply.redirect('/api/docs/'));
    return;
  }
  await fastify.register(staticFiles, {
    root: interfaceDir,
    decorateReply: false,
    dotfiles: 'deny',
    setHeaders: (reply, path) => {
      // names of built files carry a hash of their content; the page that names them does not
      reply.header('cache-control', path.endsWith('index.html') ? 'no-cache' : 'public, max-age=31536000, immutable');
    },
  });
}
