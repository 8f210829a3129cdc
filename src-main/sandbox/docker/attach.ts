import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { coerceError } from '../../base/errors.ts';
import { nodeHttp } from '../../base/node-http.ts';

/** Output on its way. */
export interface OutputStream {
  /** Resolves when nothing more comes, for whatever reason; an engine that dies ends it just as cleanly (trap T6). */
  readonly ended: Promise<void>;
  close(): void;
}

const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Attaches to stdout and stderr of a created container, so that no byte is missed. Own HTTP upgrade, because
 * dockerode posts its options as a body, which engines hand to the script (trap T7). Resolves when the engine answered.
 */
export function attachOutput(
  socketPath: string,
  containerId: string,
  take: (chunk: Buffer) => void,
): Promise<OutputStream> {
  return new Promise((resolve, reject) => {
    const asked = nodeHttp.request({
      socketPath,
      method: 'POST',
      path: `/containers/${containerId}/attach?stream=1&stdout=1&stderr=1`,
      headers: { Connection: 'Upgrade', Upgrade: 'tcp' },
      timeout: ANSWER_TIMEOUT_MS,
      agent: false,
    });
    asked.once('upgrade', (_response, socket, head) => {
      if (head.length > 0) take(head);
      socket.setTimeout(0);
      resolve(drain(socket, take));
    });
    asked.once('response', (response) => rejectWithBody(response, reject));
    asked.once('timeout', () =>
      asked.destroy(new Error(`the engine did not answer attach within ${ANSWER_TIMEOUT_MS} ms`)),
    );
    asked.once('error', reject);
    asked.end();
  });
}

/** Reads what the engine kept of the output, from the beginning; with `follow` also what comes until the exit. */
export function readLogs(
  socketPath: string,
  query: { containerId: string; follow: boolean },
  take: (chunk: Buffer) => void,
): Promise<OutputStream> {
  return new Promise((resolve, reject) => {
    const asked = nodeHttp.request({
      socketPath,
      path: `/containers/${query.containerId}/logs?stdout=1&stderr=1&follow=${query.follow ? 1 : 0}`,
      timeout: ANSWER_TIMEOUT_MS,
      agent: false,
    });
    asked.once('response', (response) => {
      if (response.statusCode !== 200) return rejectWithBody(response, reject);
      response.socket.setTimeout(0);
      resolve(drain(response, take));
    });
    asked.once('timeout', () =>
      asked.destroy(new Error(`the engine did not answer logs within ${ANSWER_TIMEOUT_MS} ms`)),
    );
    asked.once('error', reject);
    asked.end();
  });
}

/** Always reads on: a paused stream would block the engine's kill and inspect for everyone (trap T9). */
function drain(stream: Duplex | IncomingMessage, take: (chunk: Buffer) => void): OutputStream {
  const ended = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.on('error', () => resolve());
  });
  stream.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (thrown) {
      stream.destroy(coerceError(thrown)); // unreadable framing: what the log kept is read again afterwards
    }
  });
  return { ended, close: () => void stream.destroy() };
}

function rejectWithBody(response: IncomingMessage, reject: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.once('close', () =>
    reject(new Error(`the engine answered ${response.statusCode}: ${Buffer.concat(chunks).toString().trim()}`)),
  );
}
