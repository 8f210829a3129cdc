import { z } from 'zod';
import type { Operation } from './operations.ts';

const nowhere = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';

export const isStream = ({ path }: Operation) => path.endsWith('/stream');
export const isUpload = ({ name }: Operation) => name === 'scripts.upload';

/** An input the contract gives as an example, changed where it would start something. */
export function exampleOf({ inputSchema, name }: Operation): Record<string, unknown> {
  const { examples } = z
    .object({ examples: z.array(z.looseObject({})) })
    .catch({ examples: [] })
    .parse(inputSchema && z.globalRegistry.get(inputSchema));
  const { cursor: _cursor, ...example } = examples[0] ?? {};
  if (name === 'runs.startFile') return { ...example, profile: { isolation: 'container' } }; // nothing here is one: it stays queued
  if (name === 'tokens.create') return { ...example, scopes: ['jobs:read'] };
  return example;
}

/** Splits an input into the path with its query, and what goes into the body. */
export function pathFor({ method, path }: Operation, input: Record<string, unknown>) {
  const rest = { ...input };
  const filled = path.replaceAll(/\{\+?(\w+)\}/g, (_all, name: string) => {
    const value = rest[name] ?? nowhere;
    delete rest[name];
    return String(value);
  });
  if (method !== 'GET') return { method, path: `/api/v1${filled}`, rest };
  const query = new URLSearchParams(
    Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return { method, path: `/api/v1${filled}?${query}`, rest: {} };
}

/** The rest of an input as this operation takes it. */
export function bodyFor(operation: Operation, rest: Record<string, unknown>) {
  if (operation.method === 'GET' || operation.method === 'DELETE') return {};
  if (!isUpload(operation)) return { json: rest };
  const body = '--x\r\nContent-Disposition: form-data; name="artifact"; filename="a.py"\r\n\r\nprint(1)\r\n--x--\r\n';
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
}
