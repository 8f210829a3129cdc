import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuditRange } from '#contract/audit.ts';
import { contract } from '#contract/index.ts';
import type { Guard } from '#contract/procedure.ts';
import { LogStream } from '#contract/runs.ts';
import { type CallContext, type Core, callerOf } from '../api/call-context.ts';
import { guardCall } from '../api/guard.ts';
import { toInvalid } from '../api/translate-error.ts';
import { makeContext } from './call-of.ts';
import type { AnswerRest } from './rest.ts';
import { attachment, downloadHeaders } from './security-headers.ts';

/** As of the page in JSON, but that without bounds the whole log is meant. */
const TextLogQuery = z.strictObject({
  from: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).optional(),
  q: z.string().min(1).max(500).optional(),
  stream: LogStream.optional(),
});

/** Answers of the contract that are too large to hold in memory go out as streams here; the same guard decides. */
export function serveDownloads(fastify: FastifyInstance, core: Core, answerRest: AnswerRest): void {
  const enter = async (request: FastifyRequest, path: string[], guard: Guard): Promise<CallContext> => {
    const context = makeContext(core, request);
    await guardCall(context, { path, guard });
    return context;
  };

  fastify.get<{ Params: { id: string } }>('/api/v1/runs/:id/logs', async (request, reply) => {
    if (request.headers.accept?.startsWith('text/plain') !== true) return answerRest(request, reply);
    const context = await enter(request, ['runs', 'logs'], contract.runs.logs['~orpc'].meta);
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

  fastify.get<{ Params: { id: string; '*': string } }>('/api/v1/runs/:id/artifacts/*', async (request, reply) => {
    const context = await enter(request, ['runs', 'artifact'], contract.runs.artifact['~orpc'].meta);
    const path = request.params['*'];
    const file = await core.runs.openArtifact(callerOf(context), request.params.id, path);
    const { size } = await file.stat();
    reply
      .headers(downloadHeaders)
      .header('content-length', size)
      .header('content-disposition', attachment(basename(path)));
    if (size === 0) {
      await file.close();
      return reply.send('');
    }
    // A script may still be writing: bytes past the length announced would pass for the next answer
    return reply.send(file.createReadStream({ start: 0, end: size - 1 }));
  });

  fastify.get('/api/v1/audit/export', async (request, reply) => {
    const context = await enter(request, ['audit', 'export'], contract.audit.export['~orpc'].meta);
    const { path } = await core.auditTasks.export(callerOf(context), parse(AuditRange, request.query));
    const stream = createReadStream(path);
    stream.on('close', () => void rm(path, { force: true }));
    return reply
      .header('content-type', 'application/x-ndjson')
      .header('content-disposition', attachment('audit.jsonl'))
      .send(stream);
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse({ ...Object(query) });
  if (!parsed.success) throw toInvalid(parsed.error);
  return parsed.data;
}
