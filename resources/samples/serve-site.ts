import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Page = string | { status: number; body: string };

export interface Site {
  origin: string;
  /** In the order they came. */
  requests: { path: string; userAgent: string | undefined }[];
  close(): Promise<void>;
}

/** A real web site of a few pages on a free port; all other paths are 404. */
export async function serveSite(address: string, pages: Record<string, () => Page | Promise<Page>>): Promise<Site> {
  const requests: Site['requests'] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    requests.push({ path, userAgent: request.headers['user-agent'] });
    const page = (await pages[path]?.()) ?? { status: 404, body: 'there is no such page' };
    const { status, body } = typeof page === 'string' ? { status: 200, body: page } : page;
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    origin: `http://${address}:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
