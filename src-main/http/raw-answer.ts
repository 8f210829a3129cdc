import type { Duplex } from 'node:stream';
import { errorTable } from '#contract/errors.ts';
import { RateLimitedError } from '../access/rate-limited-error.ts';
import type { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { makeProblem, problemType } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers with a problem on a connection that never became a request of the framework, and ends it. */
export function refuseConnection(connection: Duplex, error: AppError, instance: string): void {
  if (!connection.writable) {
    connection.destroy();
    return;
  }
  const requestId = newId();
  const body = JSON.stringify(makeProblem(error, { instance, requestId }));
  const { status, title } = errorTable[error.code];
  const headers = {
    ...securityHeaders,
    'content-type': problemType,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="automa"' } : {}),
    ...(error instanceof RateLimitedError ? { 'retry-after': error.retryAfterSeconds } : {}),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`);
}
