import { toAppError } from '../api/translate-error.ts';
import { AppError } from '../base/errors.ts';

/** The framework's own refusals in our words; undefined for a bug or the machine's fault, which is to be logged. */
export function toHttpError(error: Error): AppError | undefined {
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new AppError('too-large', 'the body is larger than this operation takes');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415)
    return new AppError('unsupported-media-type', 'send application/json');
  if (code === 'FST_ERR_BAD_URL')
    return new AppError('malformed', 'the path is not valid: a % stands before two hexadecimal digits');
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new AppError('malformed', 'the path is too long');
  const known = toAppError(error);
  if (known !== undefined) return known;
  return status !== undefined && status >= 400 && status < 500 ? new AppError('malformed', error.message) : undefined;
}

/** What the HTTP parser found wrong with bytes that never became a request. */
export function toBrokenRequestError(error: Error): AppError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('timeout', 'the request did not arrive in time');
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('headers-too-large', 'the headers are larger than 16 KiB');
  return new AppError('malformed', 'this is not an HTTP request');
}
