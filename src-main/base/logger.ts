import { chmodSync, mkdirSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { createStream } from 'rotating-file-stream';

export type { Logger };

const redact = {
  paths: ['*.password', '*.secret', '*.token', '*.refreshToken', 'req.headers.authorization', 'req.headers.cookie'],
  censor: '***',
};

/** The application's own log: JSON Lines in `automa.log`, rotated at 16 MiB, eight old files kept compressed. */
export function openLogger(options: { logDir: string; level: string }): { logger: Logger; close(): Promise<void> } {
  mkdirSync(options.logDir, { recursive: true, mode: 0o700 });
  chmodSync(options.logDir, 0o700);
  const stream = createStream('automa.log', {
    path: options.logDir,
    size: '16M',
    maxFiles: 8,
    compress: 'gzip',
    mode: 0o600,
  });
  const serializers = { error: describeError };
  const logger = pino(
    { level: options.level, redact, serializers, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  );
  return {
    logger,
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** What an error says, which JSON would leave out. Not its other members: some hold the values of a query. */
function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code = 'code' in thrown ? { code: thrown.code } : {};
  const cause = thrown.cause === undefined ? {} : { cause: describeError(thrown.cause) };
  return { name: thrown.name, message: thrown.message, ...code, stack: thrown.stack, ...cause };
}

/** For tests and one-off commands: says nothing. */
export const silentLogger: Logger = pino({ level: 'silent' });
