import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#contract/errors.ts';
import { compilePublished } from './compile-published.ts';
import { type Answer, openTestHost, type TestHost } from './open-test-host.ts';
import { makeOpenApi } from './openapi.ts';

interface Published {
  name: string;
  method: string;
  /** With real ids in it. */
  path: string;
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  body: { schema: Record<string, unknown>; example: Record<string, unknown> } | undefined;
}

let host: TestHost;
let document: Record<string, unknown>;
let operations: Published[];
let tokens: string[];
let ids: { script: string; agent: string; job: string };

beforeAll(async () => {
  host = await openTestHost();
  document = await makeOpenApi('1.2.3');
  ids = await makeThings(host);
  tokens = await makeTokens(host, 8);
  operations = listPublished(document);
}, 120_000);
afterAll(() => host.close());

/** Many callers, so that the limit of one of them is not what is found. */
let calls = 0;
const nextCaller = () => tokens[calls++ % tokens.length];

const longText = 'x'.repeat(100_000);
const wrongValues = [
  null,
  true,
  -1,
  1.5,
  1e308,
  Number('9007199254740993'),
  '',
  '12',
  'x',
  '\u0000',
  '\u202e',
  longText,
  [],
  [[]],
  ['x'],
  {},
  { a: 1 },
  { length: 1e9 },
];

describe('every field of every body', () => {
  it('with a wrong value in it gets an answer that names it, never a 5xx', async () => {
    for (const { name, method, path, body } of operations) {
      if (body === undefined) continue;
      const schema = compilePublished(document, body.schema);
      for (const field of Object.keys(Object(body.schema.properties))) {
        for (const value of wrongValues) {
          const sent = { ...body.example, [field]: value };
          const answer = await host.call(method, path, { as: nextCaller(), json: sent });
          const what = `${name} ${field}=${JSON.stringify(value).slice(0, 40)}: ${answer.text.slice(0, 300)}`;
          expectSane(answer, what);
          if (!schema.safeParse(sent).success) {
            expect(answer.status, what).toBe(422);
            expect(
              pathsOf(answer).some((wrong) => wrong === field || wrong.startsWith(`${field}.`)),
              what,
            ).toBe(true);
          }
        }
      }
    }
  }, 300_000);

  it('that is required is missed by name', async () => {
    for (const { name, method, path, body } of operations) {
      for (const field of (body?.schema.required as string[] | undefined) ?? []) {
        const { [field]: _left, ...rest } = body?.example ?? {};
        const answer = await host.call(method, path, { as: nextCaller(), json: rest });
        expect([name, field, answer.status]).toEqual([name, field, 422]);
        expect(pathsOf(answer)).toContain(field);
      }
    }
  });
});

describe('H13 mass assignment', () => {
  it.each([
    'role',
    'ownerId',
    'owner_id',
    'owner',
    'isAdmin',
    'createdBy',
    'nameKey',
    'revision',
    'scopes',
    'constructor',
    'toString',
    'hasOwnProperty',
  ])('the field %s is refused by name wherever it is none of the operation', async (field) => {
    for (const { name, method, path, body } of operations) {
      if (body === undefined || Object.hasOwn(Object(body.schema.properties), field)) continue;
      const answer = await host.call(method, path, { as: nextCaller(), json: { ...body.example, [field]: 'x' } });
      expect([name, answer.status, pathsOf(answer)]).toEqual([name, 422, [field]]);
    }
  });

  it('numbers and flags in a body are not read out of text', async () => {
    const answer = await host.call('POST', '/api/v1/jobs/preview', {
      as: host.people.user,
      json: { trigger: { kind: 'cron', expr: '* * * * *', enabled: 'true' }, count: '12' },
    });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer).toSorted()).toEqual(['count', 'trigger.enabled']);
  });
});

describe('J6, H24 bodies that are not what they seem', () => {
  const nested = (depth: number) => `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  it.each([
    ['cut off', '{"name":"x"'],
    ['a comma too many', '{"name":"x",}'],
    ['single quotes', "{'name':'x'}"],
    ['a comment', '{"name":"x"/**/}'],
    ['a NaN', '{"name":NaN}'],
    ['a raw control character', '{"name":"\u0001"}'],
    ['a byte order mark', '\ufeff{"name":"x"}'],
    ['two values', '{} {}'],
    ['binary', Buffer.from([0, 1, 2, 255])],
    ['text that is not UTF-8', Buffer.from('{"name":"\xe9"}', 'latin1')],
    ['a member given twice', '{"name":"a","name":"b"}'],
    ['a member given twice, once escaped', '{"name":"a","na\\u006de":"b"}'],
    ['__proto__', '{"__proto__":{"role":"admin"}}'],
    ['__proto__, escaped and deep', '{"name":{"a":[{"\\u005f_proto__":1}]}}'],
    ['a number beyond double', '{"name":1e400}'],
    ['a lone surrogate', '{"name":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
    ['depth 65', nested(65)],
    ['depth 1,000', nested(1_000)],
    ['depth 400,000', nested(400_000)],
  ])('%s is 400 everywhere', async (_what, body) => {
    for (const { name, method, path } of operations.filter((operation) => operation.method !== 'GET')) {
      const answer = await host.call(method, path, {
        as: nextCaller(),
        body,
        headers: { 'content-type': 'application/json' },
      });
      expectSane(answer, name);
      expect([name, answer.status, answer.json.type]).toEqual([name, 400, 'urn:automa:problem:malformed']);
    }
  });

  it.each(['null', 'true', '1', '"x"', '[]', '[1]', '""'])(
    'a body that is no object (%s) is 422 where one is needed',
    async (body) => {
      for (const { name, method, path, body: needed } of operations) {
        if (needed === undefined || name === 'auth.logout') continue;
        const answer = await host.call(method, path, {
          as: nextCaller(),
          body,
          headers: { 'content-type': 'application/json' },
        });
        expectSane(answer, `${name} ${answer.text.slice(0, 300)}`);
        expect([
          name,
          answer.status < 300 || answer.status === 422 || answer.status === 404 || answer.status === 409,
        ]).toEqual([name, true]);
      }
    },
  );

  it('an empty body never breaks anything', async () => {
    for (const { name, method, path } of operations.filter(
      ({ name }) => !/logout|remove|revoke|endSession/.test(name),
    )) {
      if (method === 'GET') continue;
      expectSane(
        await host.call(method, path, { as: nextCaller(), body: '', headers: { 'content-type': 'application/json' } }),
        name,
      );
    }
  });

  it('a body over 1 MiB is 413 wherever it is not an upload', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(1_100_000) });
    for (const { name, method, path } of operations.filter((operation) => operation.method !== 'GET')) {
      const answer = await host.call(method, path, {
        as: nextCaller(),
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect([name, answer.status, answer.json.type]).toEqual([name, 413, 'urn:automa:problem:too-large']);
    }
  });

  it('a body of nearly 1 MiB is read whole, whatever is in its strings', async () => {
    for (const text of [
      'a'.repeat(900_000),
      `#${'\\'.repeat(450_000)}`,
      '"'.repeat(450_000),
      '\u{1f600}'.repeat(200_000),
    ]) {
      const answer = await host.call('POST', '/api/v1/jobs/preview', {
        as: nextCaller(),
        json: { trigger: { kind: 'cron', expr: text } },
      });
      expect([answer.status, pathsOf(answer)]).toEqual([422, ['trigger.expr']]);
    }
  });

  it('a length that is not that of the body does not get through', async () => {
    const head = `POST /api/v1/jobs/preview HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${nextCaller()}\r\nContent-Type: application/json\r\n`;
    for (const request of [
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `${head}Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      `${head}Content-Length: -1\r\n\r\n{}`,
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
      `${head}X: a\nb\rc: d\r\n\r\n`,
    ]) {
      expect(await host.raw(request, 1_000), request).toMatch(/^HTTP\/1\.1 400 /);
    }
  });
});

describe('H23 content types', () => {
  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['APPLICATION/JSON ;charset=UTF-8', 200],
    ['application/json;', 200],
    ['application/json\t; x', 415],
    ['application/json x', 415],
    ['application/jsonx', 415],
    ['application/json, text/plain', 415],
    [' ', 415],
  ])('"%s" is read as JSON and checked, or refused', async (type, status) => {
    const good = await host.call('POST', '/api/v1/jobs/preview', {
      as: nextCaller(),
      body: '{"trigger":{"kind":"cron","expr":"* * * * *"}}',
      headers: { 'content-type': type },
    });
    const wrong = await host.call('POST', '/api/v1/jobs/preview', {
      as: nextCaller(),
      body: '{"trigger":{"kind":"x"}}',
      headers: { 'content-type': type },
    });
    const isRead = good.status === 200;
    expect([200, status]).toContain(good.status);
    if (!isRead) expect([400, 415]).toContain(good.status);
    expect(wrong.status).toBe(isRead ? 422 : good.status);
  });
});

describe('H25, J7 queries', () => {
  const strange = [
    '',
    '-1',
    '0',
    '1e9',
    '1e400',
    '0x10',
    '1.5',
    'NaN',
    '%00',
    '%FF%FE',
    '%ED%A0%80',
    "' OR 1=1 --",
    '" OR *',
    'NEAR(',
    '%25',
    '_',
    '*',
    '(a%2B)%2B%24',
    'draft',
    'x'.repeat(8_000),
    '[]',
    '{}',
  ];

  it('any value of any parameter is answered, never with a 5xx and never late', async () => {
    for (const { name, method, path, parameters } of operations.filter(
      (operation) => operation.method === 'GET' && !/stream$/.test(operation.path),
    )) {
      for (const parameter of parameters.filter(({ in: place }) => place === 'query')) {
        for (const value of strange) {
          const since = performance.now();
          const answer = await host.call(
            method,
            `${path}?${parameter.name}=${encodeURI(value).replaceAll('%25', '%')}`,
            { as: nextCaller() },
          );
          expectSane(answer, `${name} ${parameter.name}=${value}: ${answer.text.slice(0, 300)}`);
          expect(performance.now() - since, `${name} ${parameter.name}=${value}`).toBeLessThan(2_000);
        }
      }
    }
  }, 120_000);

  it.each([
    'limit=1000000000',
    'limit=201',
    'limit=0',
    'limit=-1',
    'limit=abc',
    'offset=1000000000000',
    'evil=1',
    'cursor=junk',
    'limit=1&limit=2',
    'limit[]=1',
    'constructor[prototype][x]=1',
  ])('lists refuse ?%s', async (query) => {
    for (const list of ['scripts', 'agents', 'jobs', 'runs', 'audit/logs']) {
      const answer = await host.call('GET', `/api/v1/${list}?${query}`, { as: nextCaller() });
      expect([list, answer.status]).toEqual([list, 422]);
    }
  });

  it('members that would change what objects are made of are 400 in a query too', async () => {
    for (const list of ['scripts', 'agents', 'jobs', 'runs', 'audit/logs']) {
      const answer = await host.call('GET', `/api/v1/${list}?__proto__[x]=1`, { as: nextCaller() });
      expect([list, answer.status]).toEqual([list, 400]);
    }
  });

  it('cursors made by hand do no harm', async () => {
    for (const position of [
      '[null,"x"]',
      '[1e308,"x"]',
      '["a","b"]',
      '["\\ud800","x"]',
      '[{},"x"]',
      '["a"]',
      '{}',
      'null',
      '"x"',
      '',
    ]) {
      const cursor = Buffer.from(position).toString('base64url');
      for (const list of ['scripts', 'agents', 'jobs', 'jobs?sort=nextAt', 'runs', 'audit/logs']) {
        const answer = await host.call('GET', `/api/v1/${list}${list.includes('?') ? '&' : '?'}cursor=${cursor}`, {
          as: nextCaller(),
        });
        expect([list, position, [200, 422].includes(answer.status)], answer.text).toEqual([list, position, true]);
      }
    }
  });

  it('a filter of 10,000 ids does not fit into a request', async () => {
    const answer = await host.raw(
      `GET /api/v1/runs?${`jobId=${ids.job}&`.repeat(10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('application/problem+json');
  });

  it('text that means something to SQL or a pattern is only text', async () => {
    const made = await host.call('POST', '/api/v1/scripts', { as: host.people.user, json: { name: '100% "sure" _*' } });
    expect(made.status).toBe(201);
    for (const [q, found] of [
      ['100%', 1],
      ['%', 1],
      ['"sure"', 1],
      ['_*', 1],
      ['1_0', 0],
      ["' OR '1'='1", 0],
    ] as const) {
      const answer = await host.call('GET', `/api/v1/scripts?q=${encodeURIComponent(q)}&tag=`, {
        as: host.people.user,
      });
      const all = await host.call('GET', `/api/v1/scripts?q=${encodeURIComponent(q)}`, { as: host.people.user });
      expect(answer.status).toBeLessThan(500);
      expect([q, Array.isArray(all.json.items) && all.json.items.length]).toEqual([q, found]);
    }
  });
});

describe('H25 paths', () => {
  it.each([
    '%00',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    '%c0%ae',
    '%ff',
    '%zz',
    '%',
    'x'.repeat(6_000),
    ';',
    '%20',
    "'",
    '%E2%80%AE',
    '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11%00',
  ])('an id such as %s is not found or refused, never a 5xx', async (id) => {
    for (const { name, method, path } of operations) {
      const strange = path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, id);
      if (strange === path || name === 'runs.followLogs') continue;
      const answer = await host.call(method, strange, { as: nextCaller(), ...(method === 'GET' ? {} : { json: {} }) });
      expectSane(answer, `${name}: ${answer.text.slice(0, 300)}`);
      expect([name, answer.status >= 400]).toEqual([name, true]);
    }
  });
});

describe('J3 names', () => {
  it.each([
    ['300 characters', 'n'.repeat(300), 422],
    ['a NUL', 'a\u0000b', 422],
    ['a line break', 'a\nb', 422],
    ['nothing but spaces', '   ', 422],
    ['an option', '-rf', 201],
    ['a device of Windows', 'con', 201],
    ['markup', '<img src=x onerror=alert(1)>', 201],
    ['emoji', '\u{1f469}\u200d\u{1f680} rocket', 201],
    ['quotes and slashes', '../"\'\\`$(id)', 201],
  ])('a script may be called by %s, or not: then 422', async (_what, name, status) => {
    const answer = await host.call('POST', '/api/v1/scripts', { as: nextCaller(), json: { name } });
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.json.name).toBe(name);
    else expect(pathsOf(answer)).toEqual(['name']);
  });

  it.each([
    '../x.py',
    '/etc/x.py',
    'C:x.py',
    'a\\b.py',
    'a//b.py',
    './a.py',
    'con.py',
    '-rf.py',
    'a\u0000.py',
    'a\n.py',
    '\u202egpj.py',
    `${'n'.repeat(300)}.py`,
    'a /b.py',
    '',
  ])('a file may not be called %j', async (path) => {
    const json = { name: `files ${path.length} ${Math.random()}`, files: [{ path, content: '' }] };
    const answer = await host.call('POST', '/api/v1/scripts', { as: nextCaller(), json });
    expect([answer.status, pathsOf(answer)]).toEqual([422, ['files.0.path']]);
  });

  it('two files may not differ in case or in the form of their letters alone', async () => {
    for (const paths of [
      ['a.py', 'A.py'],
      ['caf\u00e9.py', 'cafe\u0301.py'],
      ['a', 'a/b.py'],
    ]) {
      const files = paths.map((path) => ({ path, content: '' }));
      const answer = await host.call('POST', '/api/v1/scripts', {
        as: nextCaller(),
        json: { name: `twins ${paths[0]}`, files },
      });
      expect(answer.status).toBe(422);
    }
  });
});

describe('J4 source text', () => {
  it.each(['\ufeffprint(1)\n', 'a = 1\r\nb = 2\r\n', 'a = "\u{1f600}\u202e"\n', 'no end of line', '\ttab\n', ''])(
    '%j comes back as it went in',
    async (content) => {
      const put = await host.call('PUT', `/api/v1/scripts/${ids.script}/draft`, {
        as: host.people.admin,
        json: { content },
      });
      expect(put.status).toBe(200);
      const draft = await host.call('GET', `/api/v1/scripts/${ids.script}/draft`, { as: host.people.admin });
      expect(draft.json.files).toEqual([{ path: 'main.py', content }]);
    },
  );

  it('a NUL is refused, bytes that are no text too, and more than 1 MiB of source', async () => {
    const put = (file: object) =>
      host.call('PUT', `/api/v1/scripts/${ids.script}/draft`, {
        as: host.people.admin,
        json: { files: [{ path: 'main.py', ...file }] },
      });
    expect((await put({ content: 'a\u0000b' })).status).toBe(422);
    expect((await put({ content: '/w==', encoding: 'base64' })).status).toBe(422);
    const form = new FormData();
    form.append('artifact', new File(['#'.repeat(1_048_577)], 'main.py'));
    const upload = await fetch(`${host.origin}/api/v1/scripts/${ids.script}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${nextCaller()}` },
      body: form,
    });
    expect(upload.status).toBe(422);
  });
});

function expectSane(answer: Answer, what: string): void {
  expect(answer.status, what).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers['content-type'], what).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(answer.json);
  expect(problem.status, what).toBe(answer.status);
  expect(answer.headers['x-request-id'], what).toBe(problem.requestId);
}

function pathsOf({ json }: Answer): string[] {
  return Array.isArray(json.errors) ? json.errors.map((error: { path: string }) => error.path) : [];
}

function listPublished(published: Record<string, unknown>): Published[] {
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

async function makeThings({ call, people }: TestHost): Promise<typeof ids> {
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
