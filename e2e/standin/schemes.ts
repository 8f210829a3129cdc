import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { app } from './app.ts';
import { untilDecided } from './download-decisions.ts';
import { strict } from './strict.ts';

type Respond = (request: Request) => Response | Promise<Response>;

/** Chromium knows no schemes of ours, so `app://ui/x` is shown to it as `http://ui.app.localhost:PORT/x`. */
const handlers = new Map<string, Respond>();
let port = 0;

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(_schemes: { scheme: string }[]) {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
  },
  handle(scheme: string, respond: Respond) {
    if (!app.isReady()) throw new Error('protocol.handle before ready');
    handlers.set(scheme, respond);
  },
  unhandle: (scheme: string) => handlers.delete(scheme),
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
});

export function toLoopback(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9.+-]*):\/\/([^/]*)(.*)$/.exec(url) ?? [];
  return handlers.has(scheme) ? `http://${host}.${scheme}.localhost:${port}${rest || '/'}` : url;
}

export function fromLoopback(url: string): string {
  const [, host, scheme, at, rest = ''] = /^http:\/\/([^/]*)\.([^./]+)\.localhost:(\d+)(.*)$/.exec(url) ?? [];
  return Number(at) === port && host !== undefined ? `${scheme}://${host}${rest}` : url;
}

/** Serves the schemes the application handles, on loopback. */
export async function serveSchemes(): Promise<void> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('[stand-in] a protocol handler failed', error);
      response.destroy();
    });
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo); // it listens on TCP
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = fromLoopback(`http://${incoming.headers.host}${incoming.url}`);
  const respond = handlers.get(url.split(':')[0] ?? '');
  if (respond === undefined) {
    outgoing.writeHead(404).end();
    return;
  }
  const { method = 'GET' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {};
  const response = await respond(new Request(url, { method, headers, ...body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body !== null) await send(response.body, outgoing, isDownload(incoming) ? untilDecided(url) : undefined);
  outgoing.end();
}

/** What a link with `download` asks for, as Fetch Metadata tell it. */
function isDownload({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'empty';
}

/** The body, its last byte not before `lastAfter`. */
async function send(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  lastAfter?: Promise<void>,
): Promise<void> {
  let held = new Uint8Array();
  for await (const chunk of body) {
    outgoing.write(held);
    held = chunk.slice(-1);
    outgoing.write(chunk.subarray(0, -1));
  }
  await lastAfter;
  outgoing.write(held);
}
