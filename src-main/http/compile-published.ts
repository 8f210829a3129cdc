import { z } from 'zod';

/** A schema of the OpenAPI document as something to check values with, its references put in. For tests. */
export function compilePublished(document: Record<string, unknown>, schema: object): z.ZodType {
  return z.fromJSONSchema(inline(document, schema) as Parameters<typeof z.fromJSONSchema>[0]); // JSON of a published document
}

function inline(document: Record<string, unknown>, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => inline(document, item));
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node) {
    const names = String(node.$ref).replace('#/', '').split('/');
    return inline(
      document,
      names.reduce<unknown>((target, name) => Object(target)[name], document),
    );
  }
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, inline(document, child)]));
}
