import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Event } from '#contract/events.ts';
import { eventually, openTestHost, type TestHost, type TestPerson } from './open-test-host.ts';
import { openTestStream, type ServerEvent } from './open-test-stream.ts';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
  await host.app.ready;
}, 60_000);
afterAll(() => host.close());

const publish = (as: TestPerson, json: Record<string, unknown>, headers: Record<string, string> = {}) =>
  host.call('POST', '/api/v1/events', { as, json, headers });
const publishedBy = async (as: TestPerson, json: Record<string, unknown>) =>
  Event.parse((await publish(as, json)).json.event);
const list = async (as: TestPerson, query = '') => {
  const answer = await host.call('GET', `/api/v1/events${query}`, { as });
  return { ...answer, items: Event.array().parse(answer.json.items ?? []) };
};
const eventsOf = (stream: { events: ServerEvent[] }) =>
  stream.events.filter(({ event }) => event === 'message').map(({ data }) => Event.parse(data));

describe('POST /events', () => {
  it('answers 201 with the event and what it triggered; 200 with the first one for a key that was used', async () => {
    const json = { type: 'order.created', source: 'shop', subject: 'order/17', payload: { n: 1 }, dedupeKey: 'o17' };
    const first = await publish(host.people.user, json);
    expect([first.status, first.json.triggered]).toEqual([201, []]);
    expect(first.json.event).toMatchObject({ type: 'order.created', source: 'shop', payload: { n: 1 }, depth: 0 });
    const again = await publish(host.people.user, { ...json, payload: { n: 2 } });
    expect([again.status, again.json]).toEqual([200, first.json]);
  });

  it('honours Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'once-only' };
    const first = await publish(host.people.user, { type: 'idem.potent' }, key);
    const again = await publish(host.people.user, { type: 'idem.potent' }, key);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await list(host.people.user, '?type=idem.potent')).items.length).toBe(1);
  });

  it.each([
    ['no type', 'type', {}],
    ['a type of two words', 'type', { type: 'two words' }],
    ['a type of the system', 'type', { type: 'run.failed' }],
    ['another type of the system', 'type', { type: 'app.x.y' }],
    ['an empty source', 'source', { type: 'a', source: '' }],
    ['a long subject', 'subject', { type: 'a', subject: 'x'.repeat(1_001) }],
    ['a key that is no text', 'dedupeKey', { type: 'a', dedupeKey: 7 }],
    ['a large payload', 'payload', { type: 'a', payload: 'x'.repeat(256 * 1024) }],
  ])('is 422 for %s, naming %s', async (_what, path, json) => {
    const answer = await publish(host.people.user, json);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([expect.objectContaining({ path })]);
  });

  it('needs events:write, which viewers have not', async () => {
    expect((await publish(host.people.viewer, { type: 'a' })).status).toBe(403);
    expect((await host.call('POST', '/api/v1/events', { json: { type: 'a' } })).status).toBe(401);
  });
});

describe('GET /events', () => {
  it('shows one’s own and the system’s, not what others keep to themselves', async () => {
    const own = await publishedBy(host.people.user, { type: 'mine.alone' });
    expect((await list(host.people.user, '?type=mine.*')).items).toEqual([own]);
    expect((await list(host.people.other, '?type=mine.*')).items).toEqual([]);
    expect((await list(host.people.admin, '?type=mine.*')).items).toEqual([own]);
    const path = `/api/v1/events/${own.id}`;
    const statuses = [];
    for (const as of [host.people.user, host.people.admin, host.people.other, host.people.viewer])
      statuses.push((await host.call('GET', path, { as })).status);
    expect(statuses).toEqual([200, 200, 404, 404]);
    const started = (await list(host.people.viewer, '?type=app.started')).items;
    expect(started.map(({ source }) => source)).toEqual(['automa']);
  });

  it('says of one what came of it at the jobs that waited, to those who may see them', async () => {
    const as = host.people.user;
    const make = async (path: string, json: Record<string, unknown>) => {
      const answer = await host.call('POST', `/api/v1/${path}`, { as, json });
      expect([path, answer.status, answer.text]).toEqual([path, 201, expect.any(String)]);
      return String(answer.json.id);
    };
    const scriptId = await make('scripts', { name: 'waits', content: 'print("hello")' });
    await make(`scripts/${scriptId}/versions/publish`, {});
    const agentId = await make('agents', { name: 'waits', scriptId });
    const schedule = { kind: 'event', expr: 'asked.for' };
    const jobId = await make('jobs', { name: 'waits', agentId, schedule });
    await host.call('POST', `/api/v1/jobs/${jobId}/pause`, { as, json: {} });
    const { id } = await publishedBy(as, { type: 'asked.for' });
    const occurrencesFor = async (who: TestPerson) =>
      (await host.call('GET', `/api/v1/events/${id}`, { as: who })).json.occurrences;
    const skipped = { jobId, outcome: 'skipped', reason: 'paused', cause: expect.any(String), runId: null };
    expect(await occurrencesFor(as)).toEqual([skipped]);
    expect(await occurrencesFor(host.people.admin)).toEqual([skipped]);
    const token = await host.call('POST', '/api/v1/tokens', { as, json: { name: 'reads', scopes: ['events:read'] } });
    const read = await host.call('GET', `/api/v1/events/${id}`, { as: String(token.json.secret) });
    expect([read.status, read.json.occurrences]).toEqual([200, []]); // it may not read jobs
  });

  it('goes page by page, and refuses what is no filter', async () => {
    for (let n = 0; n < 5; n++) await publish(host.people.user, { type: 'page.of', payload: n });
    const first = await list(host.people.user, '?type=page.of&limit=3');
    const second = await list(host.people.user, `?type=page.of&limit=3&cursor=${first.json.nextCursor}`);
    expect([...first.items, ...second.items].map(({ payload }) => payload)).toEqual([4, 3, 2, 1, 0]);
    expect(second.json.nextCursor).toBeNull();
    for (const query of ['?type=or*', '?limit=0', '?cursor=x', '?from=yesterday', '?evil=1'])
      expect([query, (await list(host.people.user, query)).status]).toEqual([query, 422]);
  });
});

describe('the stream of events', () => {
  it('goes on where a reader was cut off, without gap or repeat', async () => {
    const { user } = host.people;
    const first = await openTestStream(host, '/api/v1/events/stream', { as: user });
    expect([first.status, first.headers['content-type']]).toEqual([200, 'text/event-stream']);
    const made = [];
    for (let n = 0; n < 20; n++) made.push((await publishedBy(user, { type: 'stream.of', payload: n })).id);
    await first.until(() => eventsOf(first).length >= 8);
    first.close();
    const seen = eventsOf(first);
    const lastId = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    expect(lastId).toBe(seen.at(-1)?.id);
    for (let n = 20; n < 150; n++) made.push((await publishedBy(user, { type: 'stream.of', payload: n })).id);
    const second = await openTestStream(host, '/api/v1/events/stream', {
      as: user,
      headers: { 'last-event-id': lastId },
    });
    await second.until(() => seen.length + eventsOf(second).length >= 150);
    made.push((await publishedBy(user, { type: 'stream.of', payload: 'last' })).id);
    await second.until(() => seen.length + eventsOf(second).length >= 151);
    second.close();
    expect([...seen, ...eventsOf(second)].map(({ id }) => id)).toEqual(made);
  }, 60_000);

  it('brings only what the caller may see', async () => {
    const streams = await Promise.all(
      [host.people.other, host.people.viewer, host.people.admin].map((as) =>
        openTestStream(host, '/api/v1/events/stream', { as }),
      ),
    );
    const hidden = await publishedBy(host.people.user, { type: 'kept.back' });
    const told = await publishedBy(host.people.other, { type: 'told.loud' });
    const [other, viewer, admin] = streams;
    await other?.until((events) => JSON.stringify(events).includes(told.id));
    await admin?.until((events) => JSON.stringify(events).includes(told.id));
    expect(JSON.stringify(other?.events)).not.toContain(hidden.id);
    expect(viewer?.events).toEqual([]);
    expect(JSON.stringify(admin?.events)).toContain(hidden.id);
    for (const stream of streams) stream.close();
  });

  it.each(['-1', 'NaN', '00000000', '"; drop', '', 'ffffffff-ffff-7fff-bfff-ffffffffffff'])(
    'with Last-Event-ID %j begins now',
    async (id) => {
      const stream = await openTestStream(host, '/api/v1/events/stream', {
        as: host.people.user,
        headers: { 'last-event-id': id },
      });
      const made = await publishedBy(host.people.user, { type: 'from.now' });
      await stream.until(() => eventsOf(stream).length > 0);
      expect(eventsOf(stream).map((event) => event.id)).toEqual([made.id]);
      stream.close();
    },
  );

  it('is told by hints too, to those who may see', async () => {
    const streams = await Promise.all(
      [host.people.user, host.people.other].map((as) => openTestStream(host, '/api/v1/changes/stream', { as })),
    );
    const made = await publishedBy(host.people.user, { type: 'hint.of' });
    const other = await publishedBy(host.people.other, { type: 'hint.of' });
    const [own, foreign] = streams;
    await own?.until((events) => JSON.stringify(events).includes(made.id));
    await foreign?.until((events) => JSON.stringify(events).includes(other.id));
    expect(JSON.stringify(foreign?.events)).not.toContain(made.id);
    for (const stream of streams) stream.close();
  });
});

describe('what a script tells', () => {
  it('are events of its owner: the first hundred, none of the system’s types; its end is one too', async () => {
    const content = `
import automa
automa.event("run.failed", {})
automa.event("no type")
for n in range(120):
    automa.event("script.told", {"n": n})
def main():
    return {"rows": 3}
`;
    const as = host.people.admin;
    const script = await host.call('POST', '/api/v1/scripts', { as, json: { name: 'tells much', content } });
    const started = await host.call('POST', `/api/v1/scripts/${script.json.id}/test-run`, {
      as,
      json: { profile: { limits: 'best-effort' } },
    });
    expect([started.status, started.text]).toEqual([202, expect.any(String)]);
    const runId = String(Object(started.json.run).id);
    const run = await eventually(async () => {
      const { json } = await host.call('GET', `/api/v1/runs/${runId}`, { as });
      return json.finishedAt === null ? undefined : json;
    }, 90_000);
    expect(run.status).toBe('succeeded');
    const told = (await list(as, '?type=script.told&limit=200')).items.toReversed();
    expect(told.map(({ payload }) => Object(payload).n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(new Set(told.map(({ source }) => source))).toEqual(new Set([`script:${run.title}`]));
    expect((await list(host.people.other, '?type=script.told')).items).toEqual([]);
    const log = await host.call('GET', `/api/v1/runs/${runId}/logs?stream=system`, { as });
    expect(log.text).toMatch(/the event \\"run\.failed\\" is not published: types that begin so are the system's own/);
    expect(log.text).toMatch(/the event \\"no type\\" is not published: must be words joined by dots/);
    expect(log.text).toContain('an attempt may publish 100 events');
    expect(log.text).toContain('20 events were not published');
    const ended = (await list(as, '?type=run.*')).items.filter(({ payload }) => Object(payload).runId === runId);
    expect(ended).toMatchObject([
      { type: 'run.succeeded', subject: run.title, payload: { status: 'succeeded', result: { rows: 3 }, attempt: 1 } },
    ]);
  }, 120_000);
});
