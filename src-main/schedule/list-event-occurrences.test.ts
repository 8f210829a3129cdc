import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TriggerInput } from '#contract/triggers.ts';
import type { Principal } from '../access/principal.ts';
import { publishInside } from '../events/event-store.ts';
import { listEventOccurrences } from './list-event-occurrences.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
let owner: Principal;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
  owner = test.owner.principal;
});
afterEach(() => test.close());

const waits = (more: Partial<TriggerInput> = {}, policy: object = { overlap: 'queue', maxQueued: 1 }) =>
  test.schedule([{ kind: 'event', expr: 'order.*', enabled: true, ...more }], { policy }).id;
/** Told by the system at one moment each; answers the event. */
function tell(payload: unknown = {}): string {
  const event = { type: 'order.created', source: 'test', subject: null, payload, depth: 0, runId: null };
  const whose = { dedupeKey: null, ownerId: owner.userId, visibility: 'private' as const };
  test.clock.advance(1_000);
  const { row } = test.audit.write('an event is told', (transaction) =>
    publishInside(transaction, { ...event, ...whose }, test.clock.now()),
  );
  while (test.decide() > 0);
  return row.id;
}
const asked = (eventId: string, principal = owner) =>
  listEventOccurrences(test.audit.read, principal, eventId).map(({ jobId, outcome, reason, runId }) => [
    jobId,
    outcome,
    reason,
    runId === null ? null : 'run',
  ]);

it('names the jobs an event asked, and why one of them did not run', () => {
  const id = waits();
  expect([tell(), tell()].map((each) => asked(each))).toEqual([
    [[id, 'pending', null, 'run']],
    [[id, 'skipped', 'queue-full', null]],
  ]);
  const strict = waits({ filter: 'event.payload.total > 100' });
  expect(asked(tell({ total: 1 }))).toEqual([[id, 'skipped', 'queue-full', null]]);
  expect(asked(tell())).toEqual([
    [id, 'skipped', 'queue-full', null],
    [strict, 'skipped', 'filter-failed', null],
  ]);
});

it('follows an event into the batch it is gathered into', () => {
  const id = waits({ batch: { events: 2, seconds: 60 } }, { overlap: 'allow' });
  const first = tell();
  expect(asked(first)).toEqual([[id, 'pending', 'gathering', null]]);
  const second = tell();
  expect([first, second].map((each) => asked(each))).toEqual([
    [[id, 'pending', null, 'run']],
    [[id, 'pending', null, 'run']],
  ]);
});

it('tells nobody of jobs they may not see', () => {
  waits();
  const eventId = tell();
  const stranger: Principal = { ...owner, userId: 'another', isAdmin: false, role: 'user' };
  expect(asked(eventId, stranger)).toEqual([]);
});
