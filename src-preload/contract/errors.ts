import { z } from 'zod';

/**
 * Every way a call may fail on purpose: code, HTTP status, meaning. The table is the documentation;
 * anything thrown that is not in it reaches the caller as `internal` and an id to look up in the log.
 */
export const errorTable = {
  malformed: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'Credentials are missing or no longer valid' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'There is no such thing, or you may not see it' },
  'method-not-allowed': { status: 405, title: 'This path does not know that method' },
  timeout: { status: 408, title: 'The request came in too slowly' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  'revision-mismatch': { status: 412, title: 'It was changed by someone else meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'This content type is not accepted here' },
  misdirected: { status: 421, title: 'This host name is not one the server was told to answer to' },
  invalid: { status: 422, title: 'Some fields are wrong' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers of the request are too large' },
  internal: { status: 500, title: 'Something broke on our side' },
  'not-set-up': { status: 503, title: 'Nobody has set this server up yet' },
  draining: { status: 503, title: 'The server is shutting down' },
  'engine-unavailable': { status: 503, title: 'Nothing here can run this at the moment' },
  'disk-full': { status: 507, title: 'The disk is full' },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** One wrong field: `path` as in `trigger.expr`, `message` says what is wrong and what would be right. */
export const FieldProblem = z.object({ path: z.string(), message: z.string() });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Every wrong field, from what a schema found; a field nobody asked for is named as well. */
export function listProblems(
  issues: readonly {
    readonly message: string;
    readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  }[],
): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const unknown = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : undefined;
    if (unknown === undefined) return [{ path: path.join('.'), message: issue.message }];
    return unknown.map((key) => ({ path: [...path, key].join('.'), message: 'is not a field of this request' }));
  });
}

/** RFC 9457 problem details as every failing REST call answers. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z.array(FieldProblem).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What travels beside code and message over the RPC doors. */
export const ErrorData = z.object({ requestId: z.string().optional(), errors: z.array(FieldProblem).optional() });
