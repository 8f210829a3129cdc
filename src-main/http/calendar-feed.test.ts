import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '#contract/jobs.ts';
import { openTestHost, type TestHost, type TestPerson } from './open-test-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
  for (const [as, name, visibility] of [
    [host.people.user, 'ursula alone', 'private'],
    [host.people.user, 'for everyone', 'shared'],
    [host.people.other, 'otto alone', 'private'],
  ] as const) {
    const script = await host.call('POST', '/api/v1/scripts', {
      as,
      json: { name, content: 'def main(): return 1\n' },
    });
    await host.call('POST', `/api/v1/scripts/${script.json.id}/versions/publish`, { as, json: {} });
    const agent = await host.call('POST', '/api/v1/agents', { as, json: { name, scriptId: script.json.id } });
    const triggers = [{ kind: 'cron', expr: '30 2 * * *', timezone: 'Europe/Berlin' }];
    const json = { name, agentId: agent.json.id, visibility, triggers };
    Job.parse((await host.call('POST', '/api/v1/jobs', { as, json })).json);
  }
}, 60_000);
afterAll(() => host.close());

const makeToken = async (as: TestPerson, scopes: string[] = ['calendar:read']) => {
  const { json } = await host.call('POST', '/api/v1/tokens', { as, json: { name: 'feed', scopes } });
  return { id: String(Object(json.token).id), secret: String(json.secret) };
};
const path = '/api/v1/calendar.ics';
const feed = (query: string, call: Parameters<TestHost['call']>[2] = {}) => host.call('GET', `${path}${query}`, call);

describe('GET /calendar.ics', () => {
  it('gives what the token’s user may see, in UTC, and nothing of others', async () => {
    const { secret } = await makeToken(host.people.user);
    const answer = await feed(`?token=${secret}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(answer.headers['cache-control']).toBe('no-store');
    const summaries = new Set(answer.text.split('\r\n').filter((line) => line.startsWith('SUMMARY:')));
    expect(summaries).toEqual(new Set(['SUMMARY:ursula alone', 'SUMMARY:for everyone']));
    const starts = answer.text.match(/^DTSTART:\d{8}T\d{6}Z\r$/gm) ?? [];
    expect(starts.length).toBeGreaterThanOrEqual(2 * 89);
    expect(starts.length).toBe(answer.text.match(/^BEGIN:VEVENT\r$/gm)?.length);
    const uids = answer.text.match(/^UID:.+$/gm) ?? [];
    expect(new Set(uids).size).toBe(starts.length);
    const viewer = await feed(`?token=${(await makeToken(host.people.viewer)).secret}`);
    expect(viewer.text).toContain('for everyone');
    expect(viewer.text).not.toContain('alone');
  });

  it('is 401 without a token, with a wrong one, and as soon as it is revoked', async () => {
    const { id, secret } = await makeToken(host.people.user);
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    for (const query of ['', '?', '?token=', '?token=x', `?token=${wrong}`]) {
      const { status, headers, json } = await feed(query);
      expect([query, status, headers['content-type']]).toEqual([query, 401, 'application/problem+json; charset=utf-8']);
      expect(json.instance).toBe(path);
    }
    expect((await feed(`?token=${secret}`)).status).toBe(200);
    await host.call('DELETE', `/api/v1/tokens/${id}`, { as: host.people.user });
    expect((await feed(`?token=${secret}`)).status).toBe(401);
  });

  it('takes no token that may do more, and no access token of a person', async () => {
    for (const scopes of [['jobs:read'], ['calendar:read', 'jobs:read']])
      expect((await feed(`?token=${(await makeToken(host.people.user, scopes)).secret}`)).status).toBe(403);
    expect((await feed(`?token=${host.people.user.bearer}`)).status).toBe(403);
    const json = { email: host.people.user.email, password: 'plinth-otter-cadmium' };
    const { accessToken } = (await host.call('POST', '/api/v1/auth/login', { json })).json;
    expect((await feed(`?token=${String(accessToken)}`)).status).toBe(401);
  });

  it('looks at nothing else a request carries: a bearer or a cookie neither opens it nor spoils it', async () => {
    const { secret } = await makeToken(host.people.user);
    expect((await feed('', { as: secret })).status).toBe(401);
    expect((await feed('', { as: host.people.admin })).status).toBe(401);
    const both = await feed(`?token=${secret}`, { as: host.people.other });
    expect(both.status).toBe(200);
    expect(both.text).not.toContain('otto');
    const wrong = await feed(`?token=${secret}`, { as: 'nobody', headers: { cookie: 'automa_session=x' } });
    expect(wrong.status).toBe(200);
  });

  it('is the only place that takes a token from an address, and all that such a token opens', async () => {
    const { secret } = await makeToken(host.people.admin);
    for (const place of ['jobs', 'calendar', 'auth/me', 'tokens', 'events/stream', 'openapi', 'calendar.ics/'])
      expect([place, (await host.call('GET', `/api/v1/${place}?token=${secret}`)).status]).toEqual([place, 401]);
    expect((await host.call('POST', `${path}?token=${secret}`, { json: {} })).status).toBe(401);
    const range = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
    for (const place of ['jobs', `calendar?${range}`, 'tokens', 'audit/logs'])
      expect([place, (await host.call('GET', `/api/v1/${place}`, { as: secret })).status]).toEqual([place, 403]);
  });

  it('is the same however its address is spelled', async () => {
    const { secret } = await makeToken(host.people.user, ['jobs:read']);
    for (const place of ['calendar%2Eics', 'c%61lendar.ics'])
      for (const base of ['/api/v1', '/api/%761']) {
        expect([place, (await host.call('GET', `${base}/${place}`, { as: secret })).status]).toEqual([place, 401]);
        const right = (await makeToken(host.people.user)).secret;
        expect([place, (await host.call('GET', `${base}/${place}?token=${right}`)).status]).toEqual([place, 200]);
      }
    expect((await host.call('GET', '/api/%761/jobs')).status).toBe(401);
  });

  it('is 422 for anything beside the one token', async () => {
    const { secret } = await makeToken(host.people.user);
    for (const query of [`?token=${secret}&token=${secret}`, `?token=${secret}&from=2026-01-01`, '?x=1'])
      expect([query, (await feed(query)).status]).toEqual([query, 422]);
  });

  it('leaves no token in the log, whatever came of the request', async () => {
    const { secret } = await makeToken(host.people.user);
    await feed(`?token=${secret}`);
    await feed(`?token=${secret}&more=1`);
    await host.call('GET', `/api/v1/jobs?token=${secret}`);
    await host.call('GET', `${path}%zz?token=${secret}`);
    const log = readFileSync(join(host.dataDir, 'logs/automa.log'), 'utf8');
    expect(log).toContain(`"path":"${path}"`);
    expect(log).not.toContain(secret);
    expect(log).not.toContain(secret.slice(11, 40));
  });
});
