import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorTable } from '#contract/errors.ts';
import { compilePublished } from './compile-published.ts';
import { openTestHost, type TestHost } from './open-test-host.ts';
import { makeOpenApi } from './openapi.ts';
import { listOperations } from './operations.ts';

interface Published {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object; example?: unknown }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}

let document: Record<string, unknown>;
let operations: { method: string; path: string; operation: Published }[];

beforeAll(async () => {
  // through JSON, as callers get it
  document = JSON.parse(JSON.stringify(await makeOpenApi('1.2.3')));
  const paths = document.paths as Record<string, Record<string, Published>>;
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
});

/** What HTTP has beside the contract: each has errors of its own. */
const besideContract = ['auth.token', 'scheduler.feed'];

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 with every operation of the contract, the token endpoint and the calendar feed in it, each under an id of its own', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: 'Automa', version: '1.2.3' });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.toSorted()).toEqual([...listOperations().map(({ name }) => name), ...besideContract].toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to what it holds', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(100);
    for (const ref of new Set(refs)) {
      const target = ref
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((node, name) => Object(node)[name], document);
      expect(target, ref).toBeDefined();
    }
  });

  it('has schemas that can be compiled', () => {
    for (const schema of listSchemas(operations)) expect(() => compilePublished(document, schema)).not.toThrow();
  });

  it('describes exactly the parameters a path has', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(
        described.map(({ name }) => name),
        path,
      ).toEqual(inPath);
      expect(
        described.every(({ required }) => required === true),
        path,
      ).toBe(true);
    }
  });

  it('says of each operation what it does, and which scope it needs or that it is public', () => {
    const guards = new Map(listOperations().map(({ name, guard }) => [name, guard]));
    for (const { operation } of operations) {
      const { operationId, summary, description, security, tags } = operation;
      expect(summary, operationId).toMatch(/\w/);
      expect(tags.length, operationId).toBe(1);
      const access = guards.get(operationId)?.access ?? 'public';
      if (operationId === 'scheduler.feed') {
        expect(security).toEqual([{ feed: [] }]);
        expect(description).toContain('`calendar:read`');
      } else if (access === 'public') {
        expect(security, operationId).toEqual([]);
        expect(description, operationId).toContain('Public.');
      } else {
        const scopes = access === 'signed-in' ? [] : [access];
        expect(security, operationId).toEqual([{ bearer: scopes }, { session: scopes }]);
        expect(description, operationId).toContain(access === 'signed-in' ? 'signed-in' : `\`${access}\``);
      }
    }
  });

  it('lists every error answer of the contract as problem details', () => {
    const statuses = [...new Set(Object.values(errorTable).map(({ status }) => String(status)))];
    for (const { operation } of operations.filter(({ operation }) => !besideContract.includes(operation.operationId))) {
      for (const status of statuses) {
        expect(operation.responses[status]?.content, `${operation.operationId} ${status}`).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
        expect(operation.responses[status]?.description).toMatch(/\w/);
      }
    }
  });

  it('gives every body and every parameter an example that is valid', () => {
    for (const { operation } of operations) {
      for (const { name, schema, example } of operation.parameters ?? []) {
        const shown = `${operation.operationId} ${name}`;
        expect(example, shown).toBeDefined();
        expect(compilePublished(document, schema).safeParse(example).error, shown).toBeUndefined();
      }
      for (const [type, { schema, example }] of Object.entries(operation.requestBody?.content ?? {})) {
        if (type === 'multipart/form-data') continue; // a file cannot be written down as JSON
        expect(example, operation.operationId).toBeDefined();
        expect(compilePublished(document, schema).safeParse(example).error, operation.operationId).toBeUndefined();
      }
    }
  });

  it('has examples of whole calls that the contract itself takes', () => {
    for (const { name, inputSchema } of listOperations()) {
      if (inputSchema === undefined || name === 'scripts.upload') continue;
      const examples = z.array(z.unknown()).parse(z.globalRegistry.get(inputSchema)?.examples);
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples) expect(inputSchema.safeParse(example).error, name).toBeUndefined();
    }
  });
});

describe('the documentation', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost();
  });
  afterAll(() => host.close());

  it('is public, and the same document', async () => {
    const answer = await host.call('GET', '/api/v1/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Object.keys(Object(answer.json.paths)).length).toBe(Object.keys(Object(document.paths)).length);
  });

  it('has a page that works offline under the content security policy', async () => {
    expect((await host.call('GET', '/api/docs')).headers.location).toBe('/api/docs/');
    const page = await host.call('GET', '/api/docs/');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\/|<script(?![^>]* src=)|\son\w+=|javascript:/);
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources).toEqual(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']);
    for (const source of sources) {
      const file = await host.call('GET', `/api/docs/${source}`);
      expect(file.status, source).toBe(200);
      expect(file.headers['x-content-type-options'], source).toBe('nosniff');
      expect(file.headers['content-type'], source).toMatch(
        source.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
      );
    }
    const start = await host.call('GET', '/api/docs/start.js');
    expect(start.text).not.toMatch(/https?:\/\//);
    expect(start.text).toContain('validatorUrl: null');
    expect((await host.call('GET', '/api/docs/swagger-ui.css')).text).not.toMatch(/url\(\s*["']?https?:/);
  });
});

function listSchemas(all: typeof operations): object[] {
  return all.flatMap(({ operation }) => [
    ...(operation.parameters ?? []).map(({ schema }) => schema),
    ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
    ...Object.values(operation.responses).flatMap(({ content }) =>
      Object.values(content ?? {}).flatMap(({ schema }) => schema ?? []),
    ),
  ]);
}
