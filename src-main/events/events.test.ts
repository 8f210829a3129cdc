import { desc } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event, EventInput } from '#contract/events.ts';
import type { Change } from '#contract/system.ts';
import type { Caller } from '../access/caller.ts';
import { openTestAccess, type TestAccess } from '../access/open-test-access.ts';
import { toPrincipal } from '../access/principal.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { events as table } from '../db/schema/events.ts';
import { type EventRow, findEvent, type NewEvent, publishInside } from './event-store.ts';
import { type Events, makeEvents } from './events.ts';
import { appStarted, jobMoved, runEnded } from './system-events.ts';

let bed: TestAccess;
let events: Events;
let admin: Caller;
let ursula: Caller;
let otto: Caller;
let starts: (event: EventRow) => string[];
const triggered = new Map<string, string[]>();

beforeEach(async () => {
  bed = openTestAccess();
  const { audit, clock, changes } = bed;
  starts = () => [];
  events = makeEvents({
    audit,
    clock,
    changes,
    listTriggered: (_viewer, ids) => new Map(ids.map((id) => [id, triggered.get(id) ?? []])),
    match: (_transaction, event) => starts(event),
  });
  admin = bed.callerOf(bed.access.localOwner());
  const add = async (name: string) => {
    const id = await bed.addUser(`${name}@example.org`);
    return bed.callerOf(toPrincipal({ id, name, email: null, role: 'user' }, { kind: 'session', sessionId: 's' }));
  };
  ursula = await add('ursula');
  otto = await add('otto');
});
afterEach(() => bed.close());

const publish = (caller: Caller, input: EventInput) => {
  bed.clock.advance(1_000);
  return events.publish(caller, input);
};
const list = (caller: Caller, filter: Partial<Parameters<Events['list']>[1]> = {}) =>
  events.list(caller, { limit: 50, ...filter });
const tell = (event: NewEvent): EventRow => {
  events.tell([event]);
  const [row] = bed.audit.read.select().from(table).orderBy(desc(table.id)).limit(1).all();
  if (row === undefined) throw new Error('nothing was told');
  return row;
};
const typesOf = ({ items }: { items: Event[] }) => items.map(({ type }) => type);
const entries = () => bed.audit.read.select().from(auditEntries).all();

describe('an event from outside', () => {
  it('is kept as its owner’s, told and written down; what it starts is answered', () => {
    const heard: Change[] = [];
    bed.changes.listen((changes) => heard.push(...changes));
    starts = () => ['run-1', 'run-2'];
    const {
      event,
      triggered: runs,
      isNew,
    } = publish(ursula, {
      type: 'order.created',
      subject: 'order/17',
      payload: { total: 129.5 },
    });
    expect(event).toMatchObject({
      type: 'order.created',
      source: 'ursula',
      subject: 'order/17',
      payload: { total: 129.5 },
      depth: 0,
      triggered: ['run-1', 'run-2'],
    });
    expect([runs, isNew]).toEqual([['run-1', 'run-2'], true]);
    const row = findEvent(bed.audit.read, event.id);
    expect(row).toMatchObject({ ownerId: ursula.principal.userId, visibility: 'private', at: bed.clock.now() });
    expect(heard).toContainEqual({ topic: 'events', id: event.id });
    expect(entries().at(-1)).toMatchObject({ action: 'event.publish', resourceId: event.id, actorName: 'ursula' });
  });

  it('has what was left out: the publisher as source, an empty object as payload; null stays null', () => {
    expect(publish(ursula, { type: 'a' }).event).toMatchObject({ source: 'ursula', subject: null, payload: {} });
    expect(publish(ursula, { type: 'a', source: 'shop', payload: null }).event).toMatchObject({
      source: 'shop',
      payload: null,
    });
  });

  it.each(['run.failed', 'job.x', 'file.created', 'power.resumed', 'app.started', 'alert.opened'])(
    'cannot be called %s, which is the system’s',
    (type) => {
      expect(() => publish(admin, { type })).toThrow(/^type: /);
      expect(list(admin).items).toEqual([]);
    },
  );

  it('may be called runner.up: only whole first words are the system’s', () => {
    expect(publish(ursula, { type: 'runner.up' }).isNew).toBe(true);
    expect(publish(ursula, { type: 'run' }).isNew).toBe(true);
  });

  it('has a payload of at most 256 KiB of JSON', () => {
    const text = (bytes: number) => 'é'.repeat((bytes - 2) / 2);
    expect(publish(ursula, { type: 'a', payload: text(256 * 1024) }).isNew).toBe(true);
    expect(() => publish(ursula, { type: 'a', payload: text(256 * 1024 + 2) })).toThrow('payload: has 262146 bytes');
  });

  it('under a key it was told with is the first one for a day, for its owner alone', () => {
    const input = { type: 'order.created', dedupeKey: 'order-17' };
    let asked = 0;
    starts = () => {
      asked += 1;
      return [];
    };
    const first = publish(ursula, { ...input, payload: 1 });
    const written = entries().length;
    const again = publish(ursula, { ...input, payload: 2 });
    expect(again).toEqual({ event: first.event, triggered: [], isNew: false });
    expect([asked, entries().length]).toEqual([1, written]);
    expect(publish(otto, input).isNew).toBe(true);
    bed.clock.advance(24 * 3_600_000 - 4_000);
    expect(publish(ursula, input).isNew).toBe(false);
    bed.clock.advance(2_000);
    expect(publish(ursula, input).isNew).toBe(true);
  });

  it('is not there when what it starts cannot be stored', () => {
    starts = () => {
      throw new Error('no room');
    };
    expect(() => publish(ursula, { type: 'a' })).toThrow('no room');
    expect(list(ursula).items).toEqual([]);
  });
});

describe('who sees what', () => {
  it('one’s own, the shared and the system’s; administrators all', () => {
    const own = publish(ursula, { type: 'own' }).event;
    tell(appStarted('1.0.0'));
    const job = { id: 'j', name: 'nightly', ownerId: otto.principal.userId };
    tell(jobMoved('paused', { ...job, visibility: 'shared' }, null));
    const hidden = tell(jobMoved('cancelled', { ...job, visibility: 'private' }, 'otto did'));
    expect(typesOf(list(ursula))).toEqual(['job.paused', 'app.started', 'own']);
    expect(typesOf(list(otto))).toEqual(['job.cancelled', 'job.paused', 'app.started']);
    expect(typesOf(list(admin))).toEqual(['job.cancelled', 'job.paused', 'app.started', 'own']);
    expect(events.get(ursula, own.id)).toEqual(own);
    expect(() => events.get(otto, own.id)).toThrow(`there is no event ${own.id}, or you may not see it`);
    expect(() => events.get(ursula, hidden.id)).toThrow('there is no event');
    expect(events.get(admin, own.id)).toEqual(own);
  });
});

describe('the list', () => {
  it('is newest first, page by page, with nothing twice while more come', () => {
    const made = Array.from({ length: 7 }, (_, n) => publish(ursula, { type: 'a', payload: n }).event.id);
    const first = list(ursula, { limit: 3 });
    publish(ursula, { type: 'a', payload: 'later' });
    const second = list(ursula, { limit: 3, cursor: first.nextCursor ?? '' });
    const third = list(ursula, { limit: 3, cursor: second.nextCursor ?? '' });
    expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(made.toReversed());
    expect(third.nextCursor).toBeNull();
  });

  it('is narrowed by type, source, subject and time', () => {
    bed.clock.set(Date.now()); // ids never go back behind those this process made before
    for (const type of ['order', 'order.created', 'order.paid', 'order.eu.paid', 'orders.paid', 'order-x.paid'])
      publish(ursula, { type });
    const from = new Date(bed.clock.now() - 1_500).toISOString();
    const to = new Date(bed.clock.now()).toISOString();
    publish(ursula, { type: 'x', source: 'shop', subject: 'order/1' });
    expect(typesOf(list(ursula, { type: 'order.paid' }))).toEqual(['order.paid']);
    expect(typesOf(list(ursula, { type: 'order.*' }))).toEqual(['order.eu.paid', 'order.paid', 'order.created']);
    expect(typesOf(list(ursula, { type: 'order.*.paid' }))).toEqual(['order.eu.paid']);
    expect(typesOf(list(ursula, { type: '*.paid' }))).toEqual(['order-x.paid', 'orders.paid', 'order.paid']);
    expect(typesOf(list(ursula, { type: '*.*.paid' }))).toEqual(['order.eu.paid']);
    expect(list(ursula, { type: '*' }).items.length).toBe(7);
    expect(typesOf(list(ursula, { source: 'shop' }))).toEqual(['x']);
    expect(typesOf(list(ursula, { subject: 'order/1' }))).toEqual(['x']);
    expect(typesOf(list(ursula, { from, to }))).toEqual(['orders.paid']);
  });

  it.each(['', 'a b', 'or*', 'a..b', '.', 'a.%'])('has no pattern %j', (type) => {
    expect(() => list(ursula, { type })).toThrow(/^type: /);
  });
});

describe('events from inside', () => {
  it('are in the transaction of what caused them: with it they are undone', () => {
    expect(() =>
      bed.audit.write('an event is told', (transaction) => {
        publishInside(transaction, appStarted('1'), 1);
        throw new Error('undone');
      }),
    ).toThrow('undone');
    expect(bed.audit.read.select().from(table).all()).toEqual([]);
    expect(tell(appStarted('1'))).toMatchObject({ matchedAt: null, ownerId: null, source: 'automa' });
  });

  it('have ids in the order of their commits, though the clock is set back', () => {
    const first = tell(appStarted('1'));
    bed.clock.jump(-3_600_000);
    const second = tell(appStarted('2'));
    expect(second.id > first.id).toBe(true);
    expect(second.at).toBe(first.at - 3_600_000);
  });

  it('carry the result of a run while it is small', () => {
    const run = {
      id: 'r',
      jobId: 'j',
      agentId: 'a',
      title: 'nightly',
      attempt: 2,
      startedAt: 1,
      eventDepth: 3,
      ownerId: 'o',
      visibility: 'private',
    } as const;
    const end = { status: 'failed', code: 'exit', reason: 'exit code 3', exitCode: 3, durationMs: 5 } as const;
    expect(runEnded(run, { ...end, result: { rows: 3 } })).toMatchObject({
      type: 'run.failed',
      subject: 'nightly',
      depth: 3,
      payload: { runId: 'r', jobId: 'j', code: 'exit', attempt: 2, result: { rows: 3 } },
    });
    for (const result of [undefined, null, 'x'.repeat(16 * 1024)])
      expect(runEnded(run, { ...end, result }).payload).not.toHaveProperty('result');
  });
});

describe('a reader that follows', () => {
  async function take(stream: AsyncGenerator<Event>, count: number): Promise<Event[]> {
    const taken: Event[] = [];
    while (taken.length < count) {
      const { value, done } = await stream.next();
      if (done === true) break;
      taken.push(value);
    }
    return taken;
  }

  it('gets each event once, in order, from behind the one it names, what others keep to themselves left out', async () => {
    const made: string[] = [];
    for (let n = 0; n < 250; n++) {
      const { event } = publish(n % 2 === 0 ? ursula : otto, { type: 'a', payload: n });
      if (n % 2 === 0) made.push(event.id);
    }
    const reading = new AbortController();
    const stream = events.follow(ursula, { after: made[9], signal: reading.signal });
    const old = await take(stream, 110);
    const next = take(stream, 5);
    for (let n = 0; n < 5; n++) {
      made.push(publish(ursula, { type: 'late' }).event.id);
      publish(otto, { type: 'hidden' });
      if (n === 2) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([...old, ...(await next)].map(({ id }) => id)).toEqual(made.slice(10, 125));
    reading.abort();
    expect(await take(stream, 1)).toEqual([]);
  });

  it('begins with what is told from now on when it names none, or one that is ahead of all', async () => {
    publish(ursula, { type: 'before' });
    for (const after of [undefined, 'ffffffff-ffff-7fff-bfff-ffffffffffff']) {
      const reading = new AbortController();
      const stream = events.follow(ursula, { after, signal: reading.signal });
      const made = publish(ursula, { type: 'after' }).event.id;
      expect((await take(stream, 1)).map(({ id }) => id)).toEqual([made]);
      reading.abort();
    }
  });
});
