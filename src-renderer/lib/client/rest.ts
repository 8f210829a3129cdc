import type { ErrorCode, Problem } from '#contract/errors.ts';

const base = '/api/v1';
/** What only reads is answered within this time or not at all; an upload takes as long as it takes. */
const readPatienceMs = 10_000;

/** A REST call that was answered with a problem. */
export class RestError extends Error {
  override name = 'RestError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  get code(): ErrorCode | undefined {
    // The last part of the type's URI is the code, as every REST error of the core is made.
    return this.problem.type.split(/[/:#]/).at(-1) as ErrorCode | undefined;
  }
}

/**
 * Sends `body` as JSON, a form as multipart, or reads when there is none. Only for what the socket cannot do: signing
 * in and out, and uploads.
 */
export async function callRest<Answer>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${base}${path}`, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(method === 'GET' && { signal: AbortSignal.timeout(readPatienceMs) }),
    // A custom header cannot be sent across origins without CORS, which is closed: that is the CSRF protection.
    headers: {
      'x-automa': '1',
      accept: 'application/json',
      // The browser writes the type of a form itself: only it knows the boundary.
      ...(body && !isForm && { 'content-type': 'application/json' }),
    },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new RestError(toProblem(answer, response));
  return answer as Answer; // what the contract says this path answers
}

/** Where a browser may fetch `path` itself, as a download link does. */
export function restUrl(path: string): string {
  return `${base}${path}`;
}

function toProblem(answer: unknown, response: Response): Problem {
  if (typeof answer === 'object' && answer !== null && 'status' in answer) return answer as Problem; // RFC 9457
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: `the server answered ${response.status} without saying why`,
    instance: '',
    requestId: response.headers.get('x-request-id') ?? '',
  };
}
