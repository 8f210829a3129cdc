import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { makeOpenApi } from './openapi.ts';

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Automa API</title><link rel="stylesheet" href="swagger-ui.css"></head>
<body><div id="docs"></div><script src="swagger-ui-bundle.js"></script><script src="start.js"></script></body>
</html>
`;
const start =
  "SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, tryItOutEnabled: true, requestInterceptor: (request) => { request.headers['x-automa'] = '1'; return request; } });\n";

/** `openapi.json` and a page to try it, without any request to elsewhere. Both are public: they hold no data. */
export async function serveDocs(
  fastify: FastifyInstance,
  options: { docsDir: string; version: string },
): Promise<void> {
  let document: Promise<string> | undefined;
  const files: Record<string, { type: string; read: () => string | Buffer }> = {
    '': { type: 'text/html; charset=utf-8', read: () => page },
    'start.js': { type: 'text/javascript; charset=utf-8', read: () => start },
    'swagger-ui.css': { type: 'text/css; charset=utf-8', read: readOnce(join(options.docsDir, 'swagger-ui.css')) },
    'swagger-ui-bundle.js': {
      type: 'text/javascript; charset=utf-8',
      read: readOnce(join(options.docsDir, 'swagger-ui-bundle.js')),
    },
  };
  fastify.get('/api/v1/openapi.json', async (_request, reply) => {
    document ??= makeOpenApi(options.version).then((made) => JSON.stringify(made));
    return reply.header('content-type', 'application/json; charset=utf-8').send(await document);
  });
  fastify.get('/api/docs', async (_request, reply) => reply.redirect('/api/docs/'));
  for (const [name, { type, read }] of Object.entries(files)) {
    fastify.get(`/api/docs/${name}`, async (_request, reply) => reply.header('content-type', type).send(read()));
  }
}

/** Anyone may ask for these files, so asking often must not read the disk often. */
function readOnce(path: string): () => Buffer {
  let content: Buffer | undefined;
  return () => {
    content ??= readFileSync(path);
    return content;
  };
}
