import { Readable } from 'node:stream';
import type { Session } from 'electron';
import { errorTable } from '#contract/errors.ts';
import type { Core } from '../api/call-context.ts';
import { isDownloadPath, openDownload } from '../api/downloads.ts';
import { toAppError } from '../api/translate-error.ts';
import { newId } from '../base/ids.ts';
import { makeOwnerContext } from './owner.ts';
import { isPageUrl } from './view.ts';

/** Whether this address is a download of the core rather than a file of the page. */
export function isDownloadUrl(url: string): boolean {
  return isPageUrl(url) && isDownloadPath(new URL(url).pathname);
}

/**
 * Streams a download to the page of this window, as the local owner: REST in small, without a listener. Only what can
 * be downloaded has such an address; everything else the page asks over its port.
 */
export async function serveDownload(
  core: Core,
  headers: Readonly<Record<string, string>>,
  request: Pick<Request, 'method' | 'url'>,
): Promise<Response> {
  if (request.method !== 'GET') return new Response('only GET', { status: 405, headers: { ...headers, allow: 'GET' } });
  const { pathname, searchParams } = new URL(request.url);
  const context = makeOwnerContext(core, newId(), pathname);
  try {
    const { headers: own, body } = await openDownload(context, pathname, Object.fromEntries(searchParams));
    const stream = Readable.toWeb(body) as ReadableStream; // the same streams by two names
    return new Response(stream, { headers: { ...headers, ...own, 'cache-control': 'no-store' } });
  } catch (thrown) {
    const error = toAppError(thrown);
    const { requestId } = context;
    if (error === undefined) core.logger.error({ requestId, path: pathname, error: thrown }, 'a download broke');
    return new Response(error?.message ?? 'something broke', {
      status: errorTable[error?.code ?? 'internal'].status,
      headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
    });
  }
}

/** Whether the page may have this saved: a download of the core, or what it made itself. */
export function maySave(url: string): boolean {
  return url.startsWith('blob:') ? isPageUrl(url.slice('blob:'.length)) : isDownloadUrl(url);
}

/** Nothing else is written to the disk; the system asks where to (research on reliability, section I4). */
export function guardDownloads(session: Session, onFailed: (fileName: string) => void): void {
  session.on('will-download', (event, item) => {
    if (!item.getURLChain().every(maySave)) {
      event.preventDefault();
      return;
    }
    item.once('done', (_event, state) => {
      if (state === 'interrupted') onFailed(item.getFilename());
    });
  });
}
