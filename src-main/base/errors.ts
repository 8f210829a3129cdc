import { type ErrorCode, errorTable, type FieldProblem } from '#contract/errors.ts';

/** A failure the contract promises: its code decides the HTTP status, `errors` name the wrong fields. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldProblem[] | undefined;

  constructor(
    code: ErrorCode,
    detail: string = errorTable[code].title,
    options: { errors?: readonly FieldProblem[]; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
  }
}

/** A 422 that names one field and says what would be right. */
export function invalid(path: string, message: string): AppError {
  return new AppError('invalid', `${path}: ${message}`, { errors: [{ path, message }] });
}

/** A 422 that names each of several fields. */
export function invalidFields(errors: readonly FieldProblem[]): AppError {
  const detail = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new AppError('invalid', detail.slice(0, 2_000), { errors });
}

/** What a check finds wrong with fields, so that several checks can speak together; other failures go on. */
export function problemsOf(check: () => unknown): readonly FieldProblem[] {
  try {
    check();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errors === undefined) throw thrown;
    return thrown.errors;
  }
}

export function notFound(kind: string, id: string): AppError {
  return new AppError('not-found', `there is no ${kind} ${id}, or you may not see it`);
}

/** Whatever was thrown, as an Error. */
export function coerceError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
