import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runs } from '../db/schema/runs.ts';
import { claimRun } from './claim-run.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';

let test: TestRuns;
beforeEach(async () => {
  test = await openTestRuns({ isIdle: true });
});
afterEach(() => test.close());

const claim = (options: { slots?: number; only?: string[] } = {}) =>
  test.audit.write('a run is claimed', ({ tx }) =>
    claimRun(tx, {
      now: test.clock.now(),
      slots: options.slots ?? 100,
      nonce: 'n',
      onBattery: false,
      only: options.only ?? null,
    }),
  )?.id;

async function queue(name: string, priority: number): Promise<string> {
  const job = test.addJob(name, await test.addAgent(name));
  return test.runs.start.startJob(test.owner, job.id, { priority, ifBusy: 'queue' }).run.id;
}
const settle = (id: string) =>
  test.audit.write('a run moves on', ({ tx }) =>
    tx.update(runs).set({ status: 'succeeded', finishedAt: test.clock.now() }).where(eq(runs.id, id)).run(),
  );

describe('which run is next', () => {
  it('the most urgent, among equals the one that waits longest', async () => {
    const [late, first, second] = [await queue('late', 9), await queue('first', 1), await queue('second', 1)];
    expect([claim(), claim(), claim(), claim()]).toEqual([first, second, late, undefined]);
  });

  it('waiting for 300 s is worth one step of priority, so nothing starves', async () => {
    const patient = await queue('patient', 5);
    test.clock.advance(299_000);
    const urgent = await queue('urgent', 4);
    expect(claim()).toBe(urgent);
    test.clock.advance(2_000);
    const later = await queue('later', 4);
    expect([claim(), claim()]).toEqual([patient, later]);
  });

  it('never more than there are slots', async () => {
    const ids = [await queue('a', 5), await queue('b', 5), await queue('c', 5)];
    expect([claim({ slots: 2 }), claim({ slots: 2 }), claim({ slots: 2 })]).toEqual([ids[0], ids[1], undefined]);
    settle(ids[0] ?? '');
    expect(claim({ slots: 2 })).toBe(ids[2]);
  });

  it('one of a key at a time, however urgent the next one is', async () => {
    const agent = await test.addAgent('a');
    const job = test.addJob('j', agent);
    const first = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    expect(claim()).toBe(first.id);
    const second = test.runs.start.startJob(test.owner, job.id, { priority: 1, ifBusy: 'queue' }).run;
    const beside = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'parallel' }).run;
    expect([claim(), claim()]).toEqual([beside.id, undefined]);
    settle(first.id);
    expect(claim()).toBeUndefined(); // the one beside it has the key as well
    settle(beside.id);
    expect(claim()).toBe(second.id);
  });

  it('not before it is ready, and only those a one-off command has queued itself', async () => {
    const [mine, other] = [await queue('mine', 5), await queue('other', 1)];
    test.audit.write('a run moves on', ({ tx }) =>
      tx
        .update(runs)
        .set({ readyAt: test.clock.now() + 5_000 })
        .where(eq(runs.id, mine))
        .run(),
    );
    expect(claim({ only: [mine] })).toBeUndefined();
    test.clock.advance(5_000);
    expect(claim({ only: [mine] })).toBe(mine);
    expect(claim({ only: [] })).toBeUndefined();
    expect(claim()).toBe(other);
  });
});
