import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestHost, TestPerson } from './open-test-host.ts';

export interface ServerEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

export interface TestStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** What came so far. */
  events: ServerEvent[];
  /** Comments, which keep the connection alive. */
  comments: string[];
  /** Resolves with what `look` finds in the events. */
  until<Value>(look: (events: ServerEvent[]) => Value | undefined | false, withinMs?: number): Promise<Value>;
  /** Resolves with the milliseconds it took until the server ended the stream. */
  ended(withinMs?: number): Promise<number>;
  close(): void;
}

/** Server-sent events as they arrive, for tests. */
export function openTestStream(
  host: TestHost,
  path: string,
  options: { as?: TestPerson | string; headers?: Record<string, string> } = {},
): Promise<TestStream> {
  const { as, headers } = options;
  const bearer = typeof as === 'string' ? as : as?.bearer;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: host.port,
        path,
        agent: false,
        headers: {
          accept: 'text/event-stream',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
      },
      (response) => {
        const events: ServerEvent[] = [];
        const comments: string[] = [];
        let isOver = false;
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          const blocks = `${rest}${text}`.split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const event = parseEvent(block);
            if (event === undefined) comments.push(block);
            else events.push(event);
          }
        });
        response.on('close', () => {
          isOver = true;
        });
        response.on('error', () => {});
        const until: TestStream['until'] = async (look, withinMs = 10_000) => {
          const deadline = performance.now() + withinMs;
          for (;;) {
            const found = look(events);
            if (found !== undefined && found !== false) return found;
            if (performance.now() > deadline)
              throw new Error(
                `the stream did not bring it within ${withinMs} ms: ${JSON.stringify(events).slice(0, 500)}`,
              );
            await delay(10);
          }
        };
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          events,
          comments,
          until,
          ended: async (withinMs = 10_000) => {
            const since = performance.now();
            await until(() => isOver, withinMs);
            return performance.now() - since;
          },
          close: () => request.destroy(),
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

function parseEvent(block: string): ServerEvent | undefined {
  const fields = block.split('\n').filter((line) => !line.startsWith(':'));
  const fieldOf = (name: string) =>
    fields
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const data = fieldOf('data');
  if (data === undefined && fieldOf('event') === undefined) return undefined;
  return {
    event: fieldOf('event') ?? 'message',
    id: fieldOf('id'),
    data: data === undefined || data === '' ? undefined : JSON.parse(data),
  };
}
