import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import { readSessionCookie, sessionCookieName } from '../access/session-cookie.ts';
import type { CallContext, Core } from '../api/call-context.ts';
import { pathOf } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `authenticate` before the body is read; undefined for a stranger. */
    principal: Principal | undefined;
  }
}

/** What the router needs to know of a REST request. */
export function makeContext(core: Core, request: FastifyRequest): CallContext {
  const { headers } = request;
  return {
    core,
    principal: request.principal,
    via: 'http',
    ip: request.ip,
    requestId: request.id,
    path: pathOf(request.url),
    userAgent: headers['user-agent']?.slice(0, 500),
    presentedCookie: presentedCookie(headers.cookie),
    ifMatch: headers['if-match'],
    idempotencyKey: first(headers['idempotency-key']),
    reply: {},
  };
}

/** `Set-Cookie` for a session secret; null ends the session in the browser. Plain HTTP is loopback only, so no Secure. */
export function makeSessionCookie(secret: string | null): string {
  const attributes = 'Path=/; HttpOnly; SameSite=Strict';
  return secret === null
    ? `${sessionCookieName(false)}=; Max-Age=0; ${attributes}`
    : `${sessionCookieName(false)}=${secret}; ${attributes}`;
}

function presentedCookie(header: string | undefined): string | undefined {
  return readSessionCookie(header, false);
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
