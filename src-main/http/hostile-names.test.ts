import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from './open-test-host.ts';
import { type HostileTestHost, openHostileTestHost, pathsOf } from './open-test-hostile-host.ts';

let host: TestHost;
let ids: HostileTestHost['ids'];
let nextCaller: HostileTestHost['nextCaller'];
beforeAll(async () => {
  ({ host, ids, nextCaller } = await openHostileTestHost());
}, 120_000);
afterAll(() => host.close());

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
