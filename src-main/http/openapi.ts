import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { Agent } from '#contract/agents.ts';
import { AuditEntry } from '#contract/audit.ts';
import { Token, User } from '#contract/auth.ts';
import { errorTable, Problem } from '#contract/errors.ts';
import { contract } from '#contract/index.ts';
import { Job, Occurrence, Trigger } from '#contract/jobs.ts';
import type { Guard } from '#contract/procedure.ts';
import { LogPage, Run } from '#contract/runs.ts';
import { Script, Version } from '#contract/scripts.ts';
import { SystemState } from '#contract/system.ts';

const schemas = { Script, Version, Agent, Job, Trigger, Occurrence, Run, LogPage, AuditEntry, User, Token, SystemState, Problem };

interface Operation {
  responses?: Record<string, unknown>;
  security?: unknown[];
  description?: string;
  summary?: string;
}

/** The OpenAPI 3.1 document, generated from the contract: scope or openness of each operation, every error answer. */
export async function makeOpenApi(version: string): Promise<Record<string, unknown>> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: { title: 'Automa', version, description: 'Scripts, agents and jobs of one machine. Errors are RFC 9457 problem details.' },
    servers: [{ url: '/api/v1' }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'an access token from auth/login, or an API token' },
        session: { type: 'apiKey', in: 'cookie', name: 'automa_session', description: 'the session of the interface; writes also need the header X-Automa: 1' },
      },
    },
    commonSchemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, { schema, strategy: 'output' as const }])),
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Problem' }),
  });
  const guards = new Map(listGuards(contract));
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item ?? {}) as (Operation & { operationId?: string })[]) {
      const guard = guards.get(operation.operationId ?? '');
      if (guard !== undefined) describeGuard(operation, guard);
    }
  }
  addTokenEndpoint(document as { paths?: Record<string, unknown> });
  return document as unknown as Record<string, unknown>; // plain JSON from here on
}

function describeGuard(operation: Operation, { access, idempotent }: Guard): void {
  operation.security = access === 'public' ? [] : [{ bearer: [] }, { session: [] }];
  const needs = access === 'public' ? 'Public.' : access === 'signed-in' ? 'Needs a signed-in caller.' : `Needs the scope \`${access}\`.`;
  const once = idempotent === true ? ' Honours `Idempotency-Key`.' : '';
  operation.description = `${needs}${once}`;
  for (const response of Object.entries(operation.responses ?? {})) {
    const [status, answer] = response as [string, { content?: Record<string, unknown>; description?: string }];
    if (Number(status) < 400 || answer.content === undefined) continue;
    answer.content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    const titles = Object.values(errorTable).filter((row) => String(row.status) === status);
    answer.description = titles.map(({ title }) => title).join(' · ') || (answer.description ?? '');
  }
}

function* listGuards(node: object, path: string[] = []): Generator<[string, Guard]> {
  for (const [name, child] of Object.entries(node)) {
    if ('~orpc' in child) yield [[...path, name].join('.'), child['~orpc'].meta as Guard]; // begun by procedure.ts
    else yield* listGuards(child, [...path, name]);
  }
}

/** The one operation that is not ours to shape: RFC 6749. */
function addTokenEndpoint(document: { paths?: Record<string, unknown> }): void {
  const form = {
    type: 'object',
    required: ['grant_type'],
    properties: { grant_type: { enum: ['password', 'refresh_token'] }, username: { type: 'string' }, password: { type: 'string' }, refresh_token: { type: 'string' } },
  };
  const grant = {
    type: 'object',
    required: ['access_token', 'token_type', 'expires_in', 'refresh_token'],
    properties: { access_token: { type: 'string' }, token_type: { const: 'Bearer' }, expires_in: { type: 'integer' }, refresh_token: { type: 'string' } },
  };
  const error = { type: 'object', required: ['error'], properties: { error: { type: 'string' }, error_description: { type: 'string' } } };
  document.paths = {
    ...document.paths,
    '/auth/token': {
      post: {
        operationId: 'auth.token',
        tags: ['auth'],
        summary: 'OAuth 2 token endpoint (RFC 6749: password and refresh_token grants)',
        description: 'Public.',
        security: [],
        requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: form } } },
        responses: {
          200: { description: 'tokens', content: { 'application/json': { schema: grant } } },
          400: { description: 'an error of RFC 6749, section 5.2', content: { 'application/json': { schema: error } } },
        },
      },
    },
  };
}
