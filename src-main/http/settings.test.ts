import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from './open-test-host.ts';
import { openTestSocket } from './open-test-socket.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost({ engine: 'unset' });
  await host.app.ready;
});
afterAll(() => host.close());

const read = () => host.call('GET', '/api/v1/settings', { as: host.people.admin });
const change = (json: object, headers = {}) =>
  host.call('PATCH', '/api/v1/settings', { as: host.people.admin, json, headers });

describe('the settings over REST', { timeout: 60_000 }, () => {
  it('are for administrators alone', async () => {
    for (const as of [host.people.user, host.people.viewer]) {
      expect((await host.call('GET', '/api/v1/settings', { as })).status).toBe(403);
      expect((await host.call('PATCH', '/api/v1/settings', { as, json: { engine: 'auto' } })).status).toBe(403);
    }
    expect((await read()).json).toMatchObject({
      engine: 'auto',
      engineChoices: expect.arrayContaining(['auto', 'docker', 'local', 'embedded']),
      fixedBy: { engine: null },
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  });

  it('carry an ETag, and a change that knows another is refused', async () => {
    const { headers } = await read();
    const changed = await change({ imageBuild: 'manual' }, { 'if-match': headers.etag });
    expect([changed.status, changed.json.imageBuild]).toEqual([200, 'manual']);
    expect(changed.headers.etag).not.toBe(headers.etag);
    expect((await change({ imageBuild: 'automatic' }, { 'if-match': headers.etag })).status).toBe(412);
  });

  it('name the wrong field', async () => {
    expect((await change({ engine: 'dokcer' })).json).toMatchObject({ status: 422, errors: [{ path: 'engine' }] });
    expect((await change({ colour: 'red' })).json).toMatchObject({ status: 422, errors: [{ path: 'colour' }] });
  });

  it('a choice of engine is obeyed at once, survives a restart, and is in the audit log', async () => {
    expect((await change({ engine: 'embedded' })).status).toBe(200);
    const system = await host.call('GET', '/api/v1/monitoring/system', { as: host.people.admin });
    expect(system.json.engine).toMatchObject({ executor: 'embedded', ok: true });
    await host.restart();
    expect((await read()).json.engine).toBe('embedded');
    const log = await host.call('GET', '/api/v1/audit/logs?action=settings.update', { as: host.people.admin });
    expect(log.json.items).toMatchObject([
      { actor: { name: expect.stringContaining('admin') }, details: { changed: { engine: { to: 'embedded' } } } },
      { details: { changed: { imageBuild: { from: 'automatic', to: 'manual' } } } },
    ]);
  });
});

describe('the settings of the window', () => {
  it('are of the window alone: REST does not know them, and the socket says so', async () => {
    for (const method of ['GET', 'POST', 'PATCH'])
      expect((await host.call(method, '/api/v1/window/settings', { as: host.people.admin })).status).toBe(404);
    const { client, close } = await openTestSocket(host, { authorization: `Bearer ${host.people.admin.bearer}` });
    await expect(client.window.settings()).rejects.toMatchObject({ code: 'not-found', status: 404 });
    await expect(client.window.change({ startAtLogin: true })).rejects.toMatchObject({ code: 'not-found' });
    close();
  });
});
