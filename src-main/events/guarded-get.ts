import { type LookupAddress, lookup as resolveName } from 'node:dns';
import type { ClientRequestArgs, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { coerceError } from '../base/errors.ts';
import { nodeHttp } from '../base/node-http.ts';
import { isPublicAddress } from './public-address.ts';

/** What an address answered; `status` 0 when nothing did, with the reason in `error`. */
export interface HttpAnswer {
  status: number;
  /** The status is 200 to 299. */
  ok: boolean;
  /** The beginning, as text. */
  body: string;
  error: string;
}

const withinMs = 5_000;
const maxBodyBytes = 64 * 1024;

/** The address must not be asked; unlike an answer that does not come, this says nothing about whoever is there. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** The URL, if such a one may be asked at all. Throws ForbiddenAddressError. */
export function readAddress(text: string, privateHosts: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new ForbiddenAddressError(`${text} is no http:// or https:// address`);
  if (url.username !== '' || url.password !== '')
    throw new ForbiddenAddressError(`${url.host}: an address must not hold a name or password`);
  // Decimal, octal and hexadecimal forms are plain addresses by now
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(url, privateHosts) && !isPublicAddress(host)) throw notPublic(host, host);
  return url;
}

/**
 * Asks with GET and reads the first 64 KiB. Every address a name stands for is looked at when it is connected to, so
 * a name that changes its mind gains nothing. Redirects are not followed: they are answers.
 */
export async function guardedGet(
  text: string,
  { privateHosts, timeoutMs = withinMs }: { privateHosts: readonly string[]; timeoutMs?: number },
): Promise<HttpAnswer> {
  const url = readAddress(text, privateHosts);
  try {
    const response = await send(url, {
      method: 'GET',
      agent: false,
      headers: { 'user-agent': 'Automa', accept: '*/*', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(isAllowed(url, privateHosts) ? {} : { lookup: lookUpPublic }),
    });
    const status = response.statusCode ?? 0;
    return { status, ok: status >= 200 && status < 300, body: await readBeginning(response), error: '' };
  } catch (thrown) {
    if (thrown instanceof ForbiddenAddressError) throw thrown;
    const { name, message } = coerceError(thrown);
    const error = name === 'AbortError' || name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : message;
    return { status: 0, ok: false, body: '', error };
  }
}

function isAllowed(url: URL, privateHosts: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const names = [url.hostname, `${url.hostname}:${port}`];
  return privateHosts.some((host) => names.includes(host.toLowerCase()));
}

function notPublic(host: string, address: string): ForbiddenAddressError {
  return new ForbiddenAddressError(
    `${host} is ${host === address ? '' : `at ${address}, `}not on the public internet; an administrator may allow it in the settings (privateHosts)`,
  );
}

/** Answers with the addresses of a name if all of them are public. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const refused = found?.find(({ address }) => !isPublicAddress(address));
    const [first] = found ?? [];
    if (error !== null) callback(error, '');
    else if (refused !== undefined) callback(notPublic(hostname, refused.address), '');
    else if (options.all === true) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  });
};

async function send(url: URL, options: ClientRequestArgs): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : nodeHttp; // late: most ask no address
  return new Promise((resolve, reject) => {
    const asked = request(url, options);
    asked.once('response', resolve);
    asked.on('error', reject);
    asked.end();
  });
}

async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBodyBytes) break; // ends the connection too
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBodyBytes);
}
