import type { IncomingMessage } from 'node:http';
import { AppError } from '../base/errors.ts';

export interface TrustedNames {
  /** Host names beside the loopback ones, without port. */
  hosts: readonly string[];
  /** Origins of other programs that may call from a browser. */
  origins: readonly string[];
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests for a name the server was not told (DNS rebinding): 421, and 400 for none or several. Everything
 * else of ours trusts the Host header only after this. A target with a name of its own, as proxies send it, would
 * outrank the header, so it is refused too.
 */
export function checkHost(request: IncomingMessage, trusted: TrustedNames): void {
  if (request.url?.startsWith('/') !== true)
    throw new AppError('misdirected', 'this server is no proxy: send the path alone');
  const given = headerValues(request, 'host');
  const host = given[0];
  if (given.length !== 1 || host === undefined || host === '')
    throw new AppError('malformed', 'send exactly one Host header');
  const [, name] = /^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/.exec(host) ?? [];
  const known = name?.toLowerCase();
  if (known !== undefined && (loopbackNames.has(known) || trusted.hosts.includes(known))) return;
  throw new AppError('misdirected', `${host.slice(0, 100)} is not a name of this server; --allowed-host adds one`);
}

/**
 * Refuses what another site made a browser send: 403. A page may still be opened by a link from elsewhere, which is a
 * navigation; calls may not.
 */
export function checkOrigin(request: IncomingMessage, trusted: TrustedNames, kind: 'call' | 'page'): void {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  if (origin !== undefined && !isOwnOrigin(request, origin) && !trusted.origins.includes(origin)) {
    throw new AppError(
      'forbidden',
      `calls from ${origin.slice(0, 100)} are not allowed; AUTOMA_TRUSTED_ORIGINS adds an origin`,
    );
  }
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (isForeign && origin === undefined && !(kind === 'page' && mode === 'navigate'))
    throw new AppError('forbidden', 'another site made this request');
}

/** A cookie alone proves nothing about who wrote the request: a header no other site can set has to come with it. */
export function checkCsrf(request: IncomingMessage): void {
  if (request.headers['x-automa'] !== '1')
    throw new AppError('forbidden', 'calls with the session cookie also carry the header X-Automa: 1');
}

export function isOwnOrigin(request: IncomingMessage, origin: string): boolean {
  const isSecure = 'encrypted' in request.socket;
  return origin === `${isSecure ? 'https' : 'http'}://${request.headers.host}`;
}

function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() === name) values.push(request.rawHeaders[i + 1] ?? '');
  }
  return values;
}
