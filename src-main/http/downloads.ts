import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contract } from '#contract/index.ts';
import type { Guard } from '#contract/procedure.ts';
import { type CallContext, callerOf, type Core } from '../api/call-context.ts';
import { guardCall } from '../api/guard.ts';
import { AppError } from '../base/errors.ts';
import { makeContext } from './call-of.ts';
import type { AnswerRest } from './rest.ts';
import { attachment, downloadHeaders } from './security-headers.ts';

/** Answers of the contract that are too large to hold in memory go out as streams here; the same guard decides. */
export function serveDownloads(fastify: FastifyInstance, core: Core, answerRest: AnswerRest): void {
  const enter = async (request: FastifyRequest, path: string[], guard: Guard): Promise<CallContext> => {
    const context = makeContext(core, request);
    await guardCall(context, { path, guard });
    return context;
  };

  fastify.get<{ Params: { id: string }; Querystring: { stream?: string } }>(
    '/api/v1/runs/:id/logs',
    async (request, reply) => {
      if (request.headers.accept?.startsWith('text/plain') !== true) return answerRest(request, reply);
      const context = await enter(request, ['runs', 'logs'], contract.runs.logs['~orpc'].meta);
      const input = contract.runs.logs['~orpc'].inputSchema?.safeParse({ id: request.params.id, stream: request.query.stream });
      if (!input?.success) throw new AppError('invalid', 'id or stream is wrong');
      const text = core.runs.logText(callerOf(context), input.data.id, input.data.stream);
      return reply.header('content-type', 'text/plain; charset=utf-8').send(Readable.from(text));
    },
  );

  fastify.get<{ Params: { id: string; '*': string } }>('/api/v1/runs/:id/artifacts/*', async (request, reply) => {
    const context = await enter(request, ['runs', 'artifact'], contract.runs.artifact['~orpc'].meta);
    const path = request.params['*'];
    const file = await core.runs.openArtifact(callerOf(context), request.params.id, path);
    const { size } = await file.stat();
    return reply
      .headers(downloadHeaders)
      .header('content-length', size)
      .header('content-disposition', attachment(basename(path)))
      .send(file.createReadStream());
  });

  fastify.get<{ Querystring: { from?: string; to?: string } }>('/api/v1/audit/export', async (request, reply) => {
    const context = await enter(request, ['audit', 'export'], contract.audit.export['~orpc'].meta);
    const range = contract.audit.export['~orpc'].inputSchema?.safeParse({ ...request.query });
    if (!range?.success) throw new AppError('invalid', 'from and to are instants such as 2026-10-22T14:32:08Z');
    const { path } = await core.auditTasks.export(callerOf(context), range.data);
    const stream = createReadStream(path);
    stream.on('close', () => void rm(path, { force: true }));
    return reply.header('content-type', 'application/x-ndjson').header('content-disposition', attachment('audit.jsonl')).send(stream);
  });
}
