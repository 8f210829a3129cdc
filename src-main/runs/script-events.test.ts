import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { events } from '../db/schema/events.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';
import type { RunRow } from './queue-run.ts';
import { makeScriptEvents } from './script-events.ts';

let test: TestRuns;
let run: RunRow;
let notes: string[];
beforeEach(async () => {
  test = await openTestRuns({ isIdle: true });
  const agent = await test.addAgent('teller');
  const job = test.addJob('nightly', agent);
  run = {
    ...test.row(test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run.id),
    attempt: 1,
    eventDepth: 3,
  };
  notes = [];
});
afterEach(() => test.close());

const open = (row = run) => makeScriptEvents(test, row, (text) => notes.push(text));
const told = () => test.audit.read.select().from(events).orderBy(events.id).all();

describe('what a script tells', () => {
  it('is an event of its run’s owner, as deep in a chain as the run', () => {
    open().publish({ type: 'order.created', payload: { id: 7 } }, 'stdout:100');
    expect(told()).toMatchObject([
      {
        type: 'order.created',
        source: `script:${run.title}`,
        payload: { id: 7 },
        depth: 3,
        runId: run.id,
        ownerId: run.ownerId,
        visibility: run.visibility,
        matchedAt: null,
      },
    ]);
  });

  it('is the same event when its line is read again after a crash, and counts once', () => {
    const first = open();
    for (let n = 0; n < 99; n++) first.publish({ type: 'a' }, `stdout:${n}`);
    const second = open();
    for (let n = 90; n < 102; n++) second.publish({ type: 'a' }, `stdout:${n}`);
    second.end();
    expect(told().map(({ dedupeKey }) => dedupeKey?.split(':').at(-1))).toEqual(
      Array.from({ length: 100 }, (_, n) => String(n)),
    );
    expect(notes).toEqual([
      'an attempt may publish 100 events; a and what follows is not',
      '2 events were not published',
    ]);
  });

  it('begins anew with each attempt', () => {
    open().publish({ type: 'a' }, 'stdout:1');
    open({ ...run, attempt: 2 }).publish({ type: 'a' }, 'stdout:1');
    expect(told().length).toBe(2);
  });

  it.each(['run.failed', 'alert.x', 'two words', '', 'x.'.repeat(101)])('cannot be called %.20s', (type) => {
    open().publish({ type }, 'stdout:1');
    expect(told()).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^the event ".*" is not published: /)]);
  });
});
