import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from './open-test-host.ts';
import { expectSane, type HostileTestHost, openHostileTestHost, type Published } from './open-test-hostile-host.ts';

let host: TestHost;
let operations: Published[];
let ids: HostileTestHost['ids'];
let nextCaller: HostileTestHost['nextCaller'];
beforeAll(async () => {
  ({ host, operations, ids, nextCaller } = await openHostileTestHost());
}, 120_000);
afterAll(() => host.close());

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
