import { ORPCError, ValidationError } from '@orpc/server';
import { type ErrorCode, errorTable, listProblems } from '#contract/errors.ts';
import { AppError, coerceError, invalidFields } from '../base/errors.ts';

/** Codes oRPC itself raises before any of our code runs. */
const ofTransport: Partial<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'malformed',
  NOT_FOUND: 'not-found',
  METHOD_NOT_SUPPORTED: 'method-not-allowed',
  PAYLOAD_TOO_LARGE: 'too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
};

/** What was thrown, as an AppError; undefined when it is a bug or the machine's fault, to be logged. */
export function toAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof ORPCError) {
    if (thrown.cause instanceof ValidationError && thrown.code === 'BAD_REQUEST') return toInvalid(thrown.cause);
    if (thrown.code in errorTable) return new AppError(thrown.code as ErrorCode, thrown.message); // checked by `in`
    const code = ofTransport[thrown.code];
    return code === undefined ? undefined : new AppError(code, thrown.message, { cause: thrown });
  }
  const code = sqliteCodeOf(coerceError(thrown));
  if (code === 'SQLITE_FULL')
    return new AppError('disk-full', 'the disk is full: free some space and try again', { cause: thrown });
  return undefined;
}

/** What the caller gets: our code, status and fields, or an id to look up in the log. */
export function toCallerError(error: AppError | undefined, requestId: string): ORPCError<string, unknown> {
  const code: ErrorCode = error?.code ?? 'internal';
  const message = error?.message ?? `something broke on our side; the log has it under request ${requestId}`;
  const data = { requestId, ...(error?.errors === undefined ? {} : { errors: error.errors }) };
  return new ORPCError(code, { status: errorTable[code].status, message, data, defined: true, cause: error });
}

/** A 422 that names every wrong field, from what a schema found. */
export function toInvalid({ issues }: Pick<ValidationError, 'issues'>): AppError {
  return invalidFields(listProblems(issues));
}

function sqliteCodeOf(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? sqliteCodeOf(error.cause) : undefined;
}
