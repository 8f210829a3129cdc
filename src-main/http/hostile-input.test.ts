import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePublished } from './compile-published.ts';
import type { TestHost } from './open-test-host.ts';
import {
  expectSane,
  type HostileTestHost,
  openHostileTestHost,
  type Published,
  pathsOf,
} from './open-test-hostile-host.ts';

let host: TestHost;
let document: Record<string, unknown>;
let operations: Published[];
let nextCaller: HostileTestHost['nextCaller'];
beforeAll(async () => {
  ({ host, document, operations, nextCaller } = await openHostileTestHost());
}, 120_000);
afterAll(() => host.close());

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
    'a body that is no object (%s) is 422 everywhere',
    async (body) => {
      for (const { name, method, path } of operations.filter((operation) => operation.method !== 'GET')) {
        const headers = { 'content-type': 'application/json' };
        const answer = await host.call(method, path, { as: nextCaller(), body, headers });
        expectSane(answer, name);
        expect([name, answer.status, pathsOf(answer)]).toEqual([name, 422, ['']]);
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
