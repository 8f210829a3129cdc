import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';
import { Agent } from '#contract/agents.ts';
import { AuditEntry } from '#contract/audit.ts';
import { Token, User } from '#contract/auth.ts';
import { errorTable, Problem } from '#contract/errors.ts';
import { contract } from '#contract/index.ts';
import { Job, Occurrence } from '#contract/jobs.ts';
import type { Guard } from '#contract/procedure.ts';
import { LogPage, Run } from '#contract/runs.ts';
import { Script, Version } from '#contract/scripts.ts';
import { SystemState } from '#contract/system.ts';
import { Trigger } from '#contract/triggers.ts';
import { describeCalendarFeed } from './openapi-calendar-feed.ts';
import { describeTokenEndpoint } from './openapi-token-endpoint.ts';
import { isOfRest, listOperations } from './operations.ts';

const schemas = {
  Script,
  Version,
  Agent,
  Job,
  Trigger,
  Occurrence,
  Run,
  LogPage,
  AuditEntry,
  User,
  Token,
  SystemState,
  Problem,
};

type Content = Record<string, { schema?: Record<string, unknown>; example?: unknown }>;
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Record<string, unknown>;
  example?: unknown;
  allowEmptyValue?: boolean;
  allowReserved?: boolean;
}
interface Response {
  description: string;
  content?: Content;
}
/** What we touch of an operation the generator made. */
interface Operation {
  operationId?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Response>;
}

/** The OpenAPI 3.1 document, generated from the contract: scope or openness of each operation, examples, every error answer. */
export async function makeOpenApi(version: string): Promise<Record<string, unknown>> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Automa',
      version,
      description: 'Scripts, agents and jobs of one machine. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: '/api/v1' }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'an access token from auth/login, or an API token' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'automa_session',
          description: 'the session of the interface; writes also need the header X-Automa: 1',
        },
        feed: {
          type: 'apiKey',
          in: 'query',
          name: 'token',
          description: 'an API token whose one scope is calendar:read; for the calendar feed alone',
        },
      },
    },
    commonSchemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, { schema, strategy: 'output' as const }]),
    ),
    filter: ({ contract: operation }) => isOfRest(operation),
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Problem' }),
  });
  // The generator's types allow references where it makes none
  const paths = (document.paths ?? {}) as unknown as Record<string, Record<string, Operation>>;
  const made = new Map(
    Object.values(paths).flatMap((item) => Object.values(item).map((operation) => [operation.operationId, operation])),
  );
  for (const { name, method, path, guard, inputSchema } of listOperations()) {
    const operation = made.get(name);
    if (operation === undefined) throw new Error(`the generator left out ${name}`);
    describeGuard(operation, guard);
    describeErrors(operation);
    describeForms(operation, name);
    showExample(operation, exampleOf(inputSchema));
    addHeaders(operation, {
      guard,
      hasRevision: ['PUT', 'PATCH', 'DELETE'].includes(method) && /^\/(scripts|agents|jobs|settings)(\/|$)/.test(path),
    });
  }
  return {
    ...document,
    paths: {
      ...paths,
      '/auth/token': { post: describeTokenEndpoint() },
      '/calendar.ics': { get: describeCalendarFeed() },
    },
  };
}

function describeGuard(operation: Operation, { access, idempotent }: Guard): void {
  const scopes = access === 'public' || access === 'signed-in' ? [] : [access];
  operation.security = access === 'public' ? [] : [{ bearer: scopes }, { session: scopes }];
  const needs =
    access === 'public'
      ? 'Public.'
      : access === 'signed-in'
        ? 'Needs a signed-in caller.'
        : `Needs the scope \`${access}\`.`;
  const once = idempotent === true ? ' Honours `Idempotency-Key`.' : '';
  operation.description = `${needs}${once}`;
}

function describeErrors({ responses }: Operation): void {
  for (const [status, answer] of Object.entries(responses)) {
    if (Number(status) < 400) continue;
    const titles = Object.values(errorTable).filter((row) => String(row.status) === status);
    answer.description = titles.map(({ title }) => title).join(' · ') || answer.description;
    answer.content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  }
}

/** Operations that make something, or answer 200 with what is there already. */
const secondSuccess: Partial<Record<string, string>> = {
  'scripts.publish': 'Nothing changed: the latest version',
  'jobs.runNow': 'A start with the same dedupe key: the earlier run',
  'events.publish': 'Published before under this dedupe key: the earlier event',
};

/** What the contract cannot say: answers and bodies in other forms than JSON, and a second success. */
function describeForms({ responses, requestBody, parameters = [] }: Operation, name: string): void {
  const success = responses['200'] ?? responses['201'] ?? responses['202'] ?? { description: 'OK' };
  if (name === 'runs.artifact') success.content = { 'application/octet-stream': {} };
  if (name === 'audit.export') success.content = { 'application/x-ndjson': {} };
  if (name === 'runs.logs') success.content = { ...success.content, 'text/plain': { schema: { type: 'string' } } };
  const second = secondSuccess[name];
  if (second !== undefined) responses['200'] = { ...success, description: second };
  if (name === 'scripts.upload') delete requestBody?.content['application/json'];
  for (const parameter of parameters) {
    delete parameter.allowEmptyValue;
    delete parameter.allowReserved;
  }
}

/** An example of the whole call, as the contract gives it. */
function exampleOf(inputSchema: z.ZodType | undefined): Record<string, unknown> {
  const { examples } = z
    .object({ examples: z.array(z.looseObject({})) })
    .catch({ examples: [] })
    .parse(inputSchema && z.globalRegistry.get(inputSchema));
  return examples[0] ?? {};
}

/** Moves the parts of one example call to where readers and tools look for them. */
function showExample({ parameters = [], requestBody }: Operation, call: Record<string, unknown>): void {
  for (const parameter of parameters) {
    parameter.example =
      call[parameter.name] ?? (Array.isArray(parameter.schema.examples) ? parameter.schema.examples[0] : undefined);
  }
  for (const body of Object.values(requestBody?.content ?? {})) {
    if (!Array.isArray(body.schema?.examples)) continue;
    body.example = body.schema.examples[0];
    delete body.schema.examples;
  }
}

function addHeaders(operation: Operation, { guard, hasRevision }: { guard: Guard; hasRevision: boolean }): void {
  const headers: Parameter[] = [];
  const schema = { type: 'string' };
  if (guard.idempotent === true) {
    headers.push({
      name: 'Idempotency-Key',
      in: 'header',
      schema: { ...schema, maxLength: 200 },
      example: 'nightly-2026-10-22',
      description: 'the same key and body answer with the first result for 24 hours',
    });
  }
  if (hasRevision)
    headers.push({
      name: 'If-Match',
      in: 'header',
      schema,
      example: '"7"',
      description: 'the ETag the caller knows; 412 when it is no longer that',
    });
  if (headers.length > 0) operation.parameters = [...(operation.parameters ?? []), ...headers];
}
