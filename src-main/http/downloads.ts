import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contract } from '#contract/index.ts';
import { LogStream } from '#contract/runs.ts';
import { type Core, callerOf } from '../api/call-context.ts';
import { openDownload } from '../api/downloads.ts';
import { guardCall } from '../api/guard.ts';
import { toInvalid } from '../api/translate-error.ts';
import { makeContext } from './call-of.ts';
import { pathOf } from './problem.ts';
import type { AnswerRest } from './rest.ts';

/** As of the page in JSON, but that without bounds the whole log is meant. */
const TextLogQuery = z.strictObject({
  from: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).optional(),
  q: z.string().min(1).max(500).optional(),
  stream: LogStream.optional(),
});

/** Answers of the contract that are too large to hold in memory go out as streams here; the same guard decides. */
export function serveDownloads(fastify: FastifyInstance, core: Core, answerRest: AnswerRest): void {
  fastify.get<{ Params: { id: string } }>('/api/v1/runs/:id/logs', async (request, reply) => {
    if (request.headers.accept?.startsWith('text/plain') !== true) return answerRest(request, reply);
    const context = makeContext(core, request);
    await guardCall(context, { path: ['runs', 'logs'], guard: contract.runs.logs['~orpc'].meta });
    reply.header('content-type', 'text/plain; charset=utf-8');
    const { from, limit, q, stream } = parse(TextLogQuery, request.query);
    if (from === undefined && limit === undefined && q === undefined) {
      return reply.send(Readable.from(core.runs.logText(callerOf(context), request.params.id, stream)));
    }
    const page = await core.runs.logPage(callerOf(context), request.params.id, {
      from: from ?? 1,
      limit: limit ?? 500,
      q,
      stream,
    });
    return reply.send(page.lines.map(({ text }) => `${text}\n`).join(''));
  });

  for (const path of ['/api/v1/runs/:id/artifacts/*', '/api/v1/audit/export']) {
    fastify.get(path, async (request, reply) => {
      const download = await openDownload(makeContext(core, request), pathOf(request.url), request.query);
      return reply.headers(download.headers).send(download.body);
    });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse({ ...Object(query) });
  if (!parsed.success) throw toInvalid(parsed.error);
  return parsed.data;
}
