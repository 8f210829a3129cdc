import { expect } from 'vitest';
import { Problem } from '#contract/errors.ts';
import { type Answer, openTestHost, type TestHost } from './open-test-host.ts';
import { makeOpenApi } from './openapi.ts';

/** An operation as the document describes it. */
export interface Published {
  name: string;
  method: string;
  /** With real ids in it. */
  path: string;
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  body: { schema: Record<string, unknown>; example: Record<string, unknown> } | undefined;
}

export interface HostileTestHost {
  host: TestHost;
  document: Record<string, unknown>;
  operations: Published[];
  ids: Ids;
  /** One of many administrators' tokens, so that the limit of one caller is not what is found. */
  nextCaller(): string | undefined;
}

interface Ids {
  script: string;
  agent: string;
  job: string;
}

/** A host with something in it to call every operation of the document on. */
export async function openHostileTestHost(): Promise<HostileTestHost> {
  const host = await openTestHost();
  const document = await makeOpenApi('1.2.3');
  const ids = await makeThings(host);
  const tokens = await makeTokens(host, 8);
  let calls = 0;
  return {
    host,
    document,
    ids,
    operations: listPublished(document, ids),
    nextCaller: () => tokens[calls++ % tokens.length],
  };
}

/** An answer that is no 5xx, and when it refuses does so as all others do. */
export function expectSane(answer: Answer, what: string): void {
  expect(answer.status, what).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers['content-type'], what).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(answer.json);
  expect(problem.status, what).toBe(answer.status);
  expect(answer.headers['x-request-id'], what).toBe(problem.requestId);
}

/** The fields an answer names as wrong. */
export function pathsOf({ json }: Answer): string[] {
  return Array.isArray(json.errors) ? json.errors.map((error: { path: string }) => error.path) : [];
}

function listPublished(published: Record<string, unknown>, ids: Ids): Published[] {
  type Item = {
    operationId: string;
    parameters?: Published['parameters'];
    requestBody?: { content: Record<string, NonNullable<Published['body']>> };
  };
  const paths = published.paths as Record<string, Record<string, Item>>; // as openapi.test.ts proves
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId: name, parameters = [], requestBody }]) => {
      const body = requestBody?.content['application/json'];
      if (name === 'auth.token' || name === 'scripts.upload') return [];
      // a profile nothing here can serve: what is started stays queued
      const example =
        name === 'runs.startFile' && body !== undefined
          ? { ...body.example, profile: { isolation: 'container' } }
          : body?.example;
      const named = {
        ...body,
        schema: body?.schema ?? {},
        example: { ...example, ...('name' in Object(example) ? { name: `fuzz ${name}` } : {}) },
      };
      const real = path.startsWith('/scripts')
        ? ids.script
        : path.startsWith('/agents')
          ? ids.agent
          : path.startsWith('/jobs')
            ? ids.job
            : '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
      return {
        name,
        method: method.toUpperCase(),
        path: `/api/v1${path.replace('{number}', '1').replaceAll(/\{\+?\w+\}/g, real)}`,
        parameters,
        body: body === undefined ? undefined : named,
      };
    }),
  );
}

async function makeThings({ call, people }: TestHost): Promise<Ids> {
  const as = people.admin;
  const script = await call('POST', '/api/v1/scripts', { as, json: { name: 'Victim', content: 'print(1)\n' } });
  await call('POST', `/api/v1/scripts/${script.json.id}/versions/publish`, { as, json: {} });
  const agent = await call('POST', '/api/v1/agents', { as, json: { name: 'Victim', scriptId: script.json.id } });
  const job = await call('POST', '/api/v1/jobs', { as, json: { name: 'Victim', agentId: agent.json.id } });
  expect([script.status, agent.status, job.status]).toEqual([201, 201, 201]);
  return { script: String(script.json.id), agent: String(agent.json.id), job: String(job.json.id) };
}

async function makeTokens({ call, people }: TestHost, count: number): Promise<string[]> {
  const me = await call('GET', '/api/v1/auth/me', { as: people.admin });
  const made = Array.from({ length: count }, async (_, index) => {
    const token = await call('POST', '/api/v1/tokens', {
      as: people.admin,
      json: { name: `fuzz ${index}`, scopes: me.json.scopes },
    });
    return String(token.json.secret);
  });
  return Promise.all(made);
}
