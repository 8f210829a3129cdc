import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError, coerceError, invalidFields } from '../base/errors.ts';
import { pathOf } from './problem.ts';
import { readJson } from './read-json.ts';
import { apiPrefix } from './rest.ts';

/** Archives may be this large (reliability, section 2.6). */
const maxUploadBytes = 50 * 1024 * 1024;
const uploadPath = new RegExp(`^${apiPrefix}/scripts/[^/]+/upload$`);

/** Bodies are JSON; an upload is multipart. Anything else is 415 before it is read. */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('preParsing', async (request) => refuseForeignBody(request));
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, takeFields(readJson(decodeText(body))));
    } catch (thrown) {
      done(coerceError(thrown), undefined);
    }
  });
  fastify.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: maxUploadBytes },
    async (request: FastifyRequest, body: Buffer) => readForm(request, body),
  );
}

/** A large body is not taken from callers of operations that have no use for it. */
function refuseForeignBody({ url, headers }: FastifyRequest): void {
  const type = headers['content-type']?.toLowerCase();
  if (type === undefined) return;
  const isMultipart = type.startsWith('multipart/');
  const takesMultipart = uploadPath.test(pathOf(url));
  if (isMultipart && !takesMultipart)
    throw new AppError('unsupported-media-type', 'this operation takes application/json');
  if (!isMultipart && takesMultipart)
    throw new AppError('unsupported-media-type', 'this operation takes multipart/form-data');
}

/** Every operation takes fields; what has none must not be mistaken for a request without any. */
function takeFields(body: unknown): unknown {
  if (body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body))) return body;
  throw invalidFields([{ path: '', message: 'the body must be a JSON object, such as {}' }]);
}

/** The fields of a form; those in the query count as fields that the form lacks, so that `?publish=true` works. */
async function readForm({ headers, query }: FastifyRequest, body: Buffer): Promise<FormData> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
  } catch {
    throw new AppError('malformed', 'the multipart body cannot be read');
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (typeof value === 'string' && !form.has(name)) form.append(name, value);
  }
  return form;
}

/** What is not UTF-8 is refused rather than repaired: a script would be stored as something else than was sent. */
function decodeText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new AppError('malformed', 'the body is not valid UTF-8');
  }
}
