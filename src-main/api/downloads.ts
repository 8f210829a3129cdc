import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { AuditRange } from '#contract/audit.ts';
import { contract } from '#contract/index.ts';
import { AppError } from '../base/errors.ts';
import { type CallContext, callerOf } from './call-context.ts';
import { guardCall } from './guard.ts';
import { toInvalid } from './translate-error.ts';

/** An answer too large to hold in memory. Whoever asked for it sends the body on, or destroys it. */
export interface Download {
  headers: Record<string, string>;
  body: Readable;
}

interface Ask {
  /** What the brackets of the place hold, decoded. */
  parts: string[];
  query: unknown;
}

/** Where downloads lie, the same in every door that has addresses. */
const places: { path: RegExp; open: (context: CallContext, ask: Ask) => Promise<Download> }[] = [
  { path: /^\/api\/v1\/runs\/([^/]+)\/artifacts\/(.+)$/, open: openArtifact },
  { path: /^\/api\/v1\/audit\/export$/, open: exportAudit },
];

/** Whether something may be downloaded at this path of an address. */
export function isDownloadPath(path: string): boolean {
  return places.some((place) => place.path.test(path));
}

/** Opens the download at a path, for the caller of `context`; the same guard decides as for every call. Throws AppError. */
export async function openDownload(context: CallContext, path: string, query: unknown): Promise<Download> {
  const place = places.find((each) => each.path.test(path));
  const parts = place?.path.exec(path)?.slice(1).map(decode);
  if (place === undefined || parts === undefined) throw new AppError('not-found', 'there is nothing to download here');
  return place.open(context, { parts, query });
}

async function openArtifact(context: CallContext, { parts: [id = '', path = ''] }: Ask): Promise<Download> {
  await guardCall(context, { path: ['runs', 'artifact'], guard: contract.runs.artifact['~orpc'].meta });
  const file = await context.core.runs.openArtifact(callerOf(context), id, path);
  const { size } = await file.stat();
  const headers = {
    ...scriptFileHeaders,
    'content-length': String(size),
    'content-disposition': attachment(basename(path)),
  };
  if (size > 0) {
    // A script may still be writing: bytes past the length announced would pass for the next answer
    return { headers, body: file.createReadStream({ start: 0, end: size - 1 }) };
  }
  await file.close();
  return { headers, body: Readable.from([]) };
}

async function exportAudit(context: CallContext, { query }: Ask): Promise<Download> {
  await guardCall(context, { path: ['audit', 'export'], guard: contract.audit.export['~orpc'].meta });
  const range = AuditRange.safeParse({ ...Object(query) });
  if (!range.success) throw toInvalid(range.error);
  const { path } = await context.core.auditTasks.export(callerOf(context), range.data);
  const body = createReadStream(path);
  body.on('close', () => void rm(path, { force: true }));
  return {
    headers: { 'content-type': 'application/x-ndjson', 'content-disposition': attachment('audit.jsonl') },
    body,
  };
}

/** For files a script made: never shown, never run, never guessed at. */
const scriptFileHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'content-type': 'application/octet-stream',
};

/** RFC 6266: an ASCII stand-in, and the whole name for those who read it. */
function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const whole = encodeURIComponent(name).replaceAll(/['()*]/g, percent);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AppError('malformed', 'the address holds a % that begins no character');
  }
}
