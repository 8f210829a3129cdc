import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, openTestHost, type TestHost } from './open-test-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
  await host.app.ready;
}, 60_000);
afterAll(() => host.close());

const post = (path: string, json: unknown) => host.call('POST', `/api/v1${path}`, { as: host.people.admin, json });
const profile = { isolation: 'any', limits: 'best-effort' };
const declaring = (schema: string) => `import os\nINPUT_SCHEMA = ${schema}\n\ndef main(**given):\n    pass\n`;
let scripts = 0;

/** Every way to start what declares this schema, and what each answers to the input. */
async function startEach(schema: string, input: unknown): Promise<Answer[]> {
  const content = declaring(schema);
  const name = `script ${++scripts}`;
  const { id: scriptId } = (await post('/scripts', { name, content })).json;
  await post(`/scripts/${scriptId}/versions/publish`, {});
  const { id: agentId } = (await post('/agents', { name, scriptId, profile })).json;
  const { id: jobId } = (await post('/jobs', { name, agentId })).json;
  const file = { title: 'x', entrypoint: 'main.py', files: [{ path: 'main.py', content }], args: [], profile };
  return [
    await post(`/agents/${agentId}/start`, { input }),
    await post(`/jobs/${jobId}/run-now`, { input }),
    await post(`/scripts/${scriptId}/test-run`, { input, profile }),
    await post('/runs', { ...file, environment: 'TEST', input }),
  ];
}

describe('an input is checked before anything starts, however it is started', () => {
  it.each([
    ['{"if": {"required": ["a"]}, "then": {"required": ["b"]}}', { a: 1 }, 'input.b'],
    ['{"properties": {"a": {"not": {"type": "string"}}}}', { a: 'x' }, 'input.a'],
    ['{"properties": {"a": {}}, "unevaluatedProperties": False}', { b: 1 }, 'input.b'],
  ])('%s: 422 that names the field', async (schema, input, path) => {
    for (const { status, json } of await startEach(schema, input))
      expect([status, json]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ path })] })]);
  });

  it('a pattern that would block everybody for minutes: 422 after a moment, naming the field', async () => {
    const startedAt = performance.now();
    const answers = await startEach('{"properties": {"a": {"pattern": "^(a+)+$"}}}', { a: `${'a'.repeat(50)}!` });
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    for (const { json } of answers)
      expect(json.errors).toMatchObject([{ path: 'input.a', message: expect.stringContaining('longer than 100 ms') }]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it.each(['{"pattern": "("}', '{"$ref": "#/$defs/gone"}', '{"$ref": "#"}', '{"type": "strin"}', '{"enum": {1, 2}}'])(
    '%s: told with its place when the draft is read, and starts all the same',
    async (schema) => {
      for (const { status } of await startEach(schema, { a: 1 })) expect(status).toBe(202);
      const { id } = (await post('/scripts', { name: `script ${++scripts}`, content: '' })).json;
      const { json } = await post(`/scripts/${id}/validate`, { content: declaring(schema) });
      expect(json).toMatchObject({ ok: true, problems: [{ severity: 'warning', code: 'input-schema', line: 2 }] });
    },
  );
});
