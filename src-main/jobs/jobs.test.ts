import { desc, like } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleId } from '#contract/common.ts';
import { defaultPolicy } from '#contract/policy.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { events } from '../db/schema/events.ts';
import { triggers } from '../db/schema/jobs.ts';
import { listOccurrences } from '../schedule/list-occurrences.ts';
import { openTestSchedule, type TestSchedule } from '../schedule/open-test-schedule.ts';
import { listTriggers } from './job-store.ts';
import { intervalTrigger, jobFields } from './test-job-inputs.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const holidays = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART;VALUE=DATE:20261224',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');
const get = (id: string) => test.jobs.toContract(test.jobs.get(test.owner, id));

describe('the life of a job', () => {
  it('a policy given in part is laid over the one there is; a PUT starts from the defaults', () => {
    const { id } = test.schedule([], { policy: { priority: 2, retry: { max: 3 } } });
    test.jobs.update(test.owner, id, { policy: { retry: { baseSeconds: 1 } } });
    expect(get(id).policy).toEqual({
      ...defaultPolicy,
      priority: 2,
      retry: { ...defaultPolicy.retry, max: 3, baseSeconds: 1 },
    });
    test.jobs.replace(test.owner, id, { ...jobFields(test.agent.id, 'j'), policy: { priority: 8 } });
    expect(get(id).policy).toEqual({ ...defaultPolicy, priority: 8 });
  });

  it('cancelled is final', () => {
    const { id } = test.schedule([intervalTrigger('PT1M')]);
    test.jobs.cancel(test.owner, id, { runs: 'finish' });
    for (const act of [
      () => test.jobs.resume(test.owner, id),
      () => test.jobs.pause(test.owner, id, { queued: 'keep' }),
      () => test.jobs.update(test.owner, id, { description: 'x' }),
    ]) {
      expect(act).toThrow('is cancelled, which is final');
    }
  });

  it('paused or cancelled once more nothing changes and nothing is told; what is completed cannot be resumed', () => {
    const { id } = test.schedule([intervalTrigger('2026-01-15T12:01', { kind: 'once', timezone: 'UTC' })]);
    const told = () =>
      test.audit.read
        .select()
        .from(events)
        .where(like(events.type, 'job.%'))
        .all()
        .map(({ type }) => type);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    const { stateReason } = get(id);
    test.clock.advance(1_000);
    const other = test.callerOf({ ...test.owner.principal, name: 'Somebody else' });
    test.jobs.pause(other, id, { queued: 'keep' });
    expect([get(id).stateReason, told()]).toEqual([stateReason, ['job.paused']]);
    test.jobs.resume(test.owner, id);
    test.clock.advance(60_000);
    test.decide();
    expect(() => test.jobs.resume(test.owner, id)).toThrow('is completed: give it a trigger that can fire');
    test.jobs.cancel(test.owner, id, { runs: 'finish' });
    test.jobs.cancel(other, id, { runs: 'stop' });
    expect(get(id).stateReason).toBe('cancelled by Local owner');
    test.jobs.remove(other, id);
    expect(told()).toEqual(['job.paused', 'job.resumed', 'job.completed', 'job.cancelled']);
  });

  it('a copy keeps what is over switched off, and finds a name that is free and short enough', () => {
    const { id } = test.addJob('x'.repeat(200), test.agent, {
      triggers: [intervalTrigger('2026-01-15T12:01', { kind: 'once', timezone: 'UTC' }), intervalTrigger('PT1H')],
    });
    test.clock.advance(60_000);
    const copies = [1, 2].map(() => test.jobs.duplicate(test.owner, id, {}));
    expect(copies).toMatchObject([
      { name: `${'x'.repeat(193)} (copy)`, state: 'paused', triggers: [{ enabled: false }, { enabled: true }] },
      { name: `${'x'.repeat(191)} (copy 2)` },
    ]);
  });

  it('skip-next leaves out one instant, whichever triggers are due at it; taken back, it comes', () => {
    const { id } = test.schedule([
      intervalTrigger('PT2M', { name: 'even' }),
      intervalTrigger('PT4M'),
      intervalTrigger('PT5M'),
    ]);
    test.clock.advance(120_000);
    test.decide();
    const next = () => get(id).nextAt?.slice(11, 16);
    expect(next()).toBe('12:04');
    test.jobs.skipNext(test.owner, id);
    expect(next()).toBe('12:05');
    test.jobs.skipNext(test.owner, id);
    expect(next()).toBe('12:06');
    test.jobs.unskipNext(test.owner, id);
    expect(next()).toBe('12:04');
    expect(() => test.jobs.unskipNext(test.owner, id)).toThrow('no instant to come is left out');
    test.jobs.skipNext(test.owner, id);
    test.clock.advance(180_000);
    test.decide();
    const rows = test
      .rows(id)
      .map(({ scheduledFor, outcome, reason }) => [scheduledFor - test.clock.now(), outcome, reason]);
    expect(rows.filter(([at]) => at === -60_000)).toEqual([
      [-60_000, 'skipped', 'skip-next'],
      [-60_000, 'skipped', 'skip-next'],
    ]);
    expect(() => test.jobs.unskipNext(test.owner, id)).toThrow('no instant to come is left out');
  });

  it('the audit log has what was changed, from what to what; of a calendar file only the days', () => {
    const { id } = test.schedule([intervalTrigger('PT7M')]);
    const exclusions = { dates: [], weekdays: [], policy: 'skip' as const, ics: holidays };
    test.jobs.update(test.owner, id, { policy: { priority: 2 }, triggers: [intervalTrigger('PT7M', { exclusions })] });
    const [entry] = test.audit.read.select().from(auditEntries).orderBy(desc(auditEntries.seq)).limit(1).all();
    const { changed } = JSON.parse(entry?.details ?? '{}');
    expect(changed).toMatchObject({
      'policy.priority': { from: 5, to: 2 },
      triggers: { from: [{ expr: 'PT7M' }], to: [{ expr: 'PT7M', exclusions: { dates: ['2026-12-24'] } }] },
    });
    expect([Object.keys(changed), entry?.details.includes('BEGIN:')]).toEqual([['policy.priority', 'triggers'], false]);
  });

  it('a completed job lives again when it is given another trigger', () => {
    const { id } = test.schedule([intervalTrigger('2026-01-15T12:01', { kind: 'once', timezone: 'UTC' })]);
    test.clock.advance(60_000);
    test.decide();
    expect(get(id).state).toBe('completed');
    expect(() => test.jobs.pause(test.owner, id, { queued: 'keep' })).toThrow('nothing is left to pause');
    test.jobs.update(test.owner, id, { triggers: [intervalTrigger('PT1M')] });
    expect(get(id)).toMatchObject({ state: 'active', nextAt: '2026-01-15T12:02:00.000Z' });
  });

  it('pausing with queued: cancel, and cancelling with runs: stop, end its runs and no others', async () => {
    test.worker.start();
    const job = test.schedule([]);
    const live = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    await test.sandbox.started(live.id);
    const queued = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    const foreign = test.runs.start.startAgent(test.owner, test.agent.id, {});
    test.jobs.pause(test.owner, job.id, { queued: 'cancel' });
    expect([queued, live, foreign].map(({ id }) => test.row(id).status)).toEqual(['cancelled', 'running', 'queued']);
    test.jobs.cancel(test.owner, job.id, { runs: 'stop' });
    expect(await test.final(live.id)).toMatchObject({
      status: 'cancelled',
      reason: 'the job was cancelled by Local owner',
    });
    (await test.sandbox.started(foreign.id)).end();
    await test.final(foreign.id);
  });

  it.each([
    ['cancelled', 'job-cancelled', (id: string) => test.jobs.cancel(test.owner, id, { runs: 'finish' })],
    ['paused', 'paused', (id: string) => test.jobs.pause(test.owner, id, { queued: 'cancel' })],
  ] as const)('the ledger says of a run that waited that its job was %s', (_what, reason, act) => {
    const { id } = test.schedule([intervalTrigger('PT1M')]);
    test.clock.advance(60_000);
    test.decide();
    act(id);
    expect(test.ledger(id)).toEqual([`12:01:00 cancelled ${reason}`]);
  });

  it('cancelling with runs: finish lets a run that is between two attempts finish, runs: stop does not', async () => {
    test.worker.start();
    const retry = { ...defaultPolicy.retry, max: 1, baseSeconds: 60 };
    const policy = { retry, concurrencyKey: 'apart-${job.id}' };
    const [finishing, stopping] = [test.schedule([], { policy }).id, test.schedule([], { policy }).id];
    const ids = [finishing, stopping].map((id) => test.runs.start.startJob(test.owner, id, { ifBusy: 'queue' }).run.id);
    for (const id of ids) {
      (await test.sandbox.started(id)).end({ exitCode: 1 });
      await test.until(() => test.row(id).status === 'retry-wait');
    }
    test.jobs.cancel(test.owner, finishing, { runs: 'finish' });
    test.jobs.cancel(test.owner, stopping, { runs: 'stop' });
    expect(ids.map((id) => test.row(id).status)).toEqual(['retry-wait', 'cancelled']);
    test.advance(60_000);
    await test.finishRuns();
    expect(test.row(ids[0] ?? '').status).toBe('succeeded');
  });

  it('deleting one ends it, hides it and frees its name; its triggers are disarmed', () => {
    const { id } = test.schedule([intervalTrigger('PT1M')]);
    const { name } = get(id);
    test.jobs.remove(test.owner, id);
    expect(() => test.jobs.get(test.owner, id)).toThrow('there is no job');
    expect(listTriggers(test.audit.read, [id])).toMatchObject([{ nextAt: null }]);
    test.clock.advance(60_000);
    test.decide();
    expect(test.ledger(id)).toEqual([]);
    test.addJob(name, test.agent);
  });

  it('belongs to who made it: others see it when it is shared, and change nothing', async () => {
    const [mira, tom] = [await test.addCaller('mira@example.org'), await test.addCaller('tom@example.org')];
    const agent = await test.addAgent('own', { caller: mira, visibility: 'shared' });
    const { id } = test.addJob('shared', agent, { caller: mira, visibility: 'shared' });
    expect(test.jobs.list(tom, { limit: 10, sort: 'name' }).items).toHaveLength(1);
    for (const act of [
      () => test.jobs.pause(tom, id, { queued: 'keep' }),
      () => test.jobs.remove(tom, id),
      () => test.jobs.update(tom, id, { name: 'mine' }),
    ]) {
      expect(act).toThrow('job shared belongs to someone else');
    }
    expect(() => test.addJob('theirs', agent, { caller: tom })).toThrow(`there is no agent ${agent.id} of yours`);
  });
});

describe('a preview', () => {
  const instants = (input: TriggerInput, position = 0) =>
    test.jobs.preview(test.owner, { trigger: input, count: 3, position }).instants.map(({ at }) => at);
  const coming = (id: string) =>
    get(id).triggers.map(({ id: triggerId }) =>
      listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
        to: '2026-01-17T12:00:00Z',
        limit: 99,
        now: test.clock.now(),
      })
        .items.filter((occurrence) => occurrence.triggerId === triggerId)
        .map(({ fireAt }) => fireAt)
        .toReversed()
        .slice(0, 3),
    );

  it('of several new triggers shows of each the very instants it will get, jitter and all', () => {
    const daily = { ...intervalTrigger('0 8 * * *', { jitterSeconds: 3_600 }), kind: 'cron' as const };
    const hourly = intervalTrigger('PT1H', { jitterSeconds: 600 });
    const shown = [instants(daily, 0).slice(0, 2), instants(hourly, 1)];
    const { id } = test.schedule([daily, hourly]);
    expect(coming(id)).toEqual(shown);
  });

  it('shows no more than may run still', () => {
    expect(instants(intervalTrigger('PT1H', { maxRuns: 2 }))).toHaveLength(2);
    const { id } = test.schedule([intervalTrigger('PT1H', { maxRuns: 2 })]);
    test.audit.write('a run moves on', ({ tx }) => tx.update(triggers).set({ runsMade: 1 }).run());
    expect(instants(intervalTrigger('PT1H', { maxRuns: 2, id: get(id).triggers[0]?.id }))).toHaveLength(1);
  });

  it('is refused of a trigger that is not there, or another’s, and of a condition that may not be saved', async () => {
    const mira = await test.addCaller('mira@example.org');
    const [hers] = test.addJob('hers', await test.addAgent('own', { caller: mira }), {
      caller: mira,
      triggers: [intervalTrigger('PT1H')],
    }).triggers;
    const tom = await test.addCaller('tom@example.org');
    const preview = (input: TriggerInput) => () => test.jobs.preview(tom, { trigger: input, count: 3 });
    for (const id of [hers?.id, exampleId])
      expect(preview(intervalTrigger('PT1H', { id }))).toThrow(
        `trigger.id: there is no trigger ${id}, or you may not see it`,
      );
    expect(preview(intervalTrigger('file("/etc/passwd").exists', { kind: 'condition' }))).toThrow(
      'trigger.expr: file("/etc/passwd") lies in none of the watched folders',
    );
  });

  it('of an interval that is edited counts from now, as it will when it is saved', () => {
    const { id } = test.schedule([intervalTrigger('PT7M')]);
    const [saved] = get(id).triggers;
    test.clock.advance(60_000);
    expect(instants(intervalTrigger('PT7M', { id: saved?.id }))[0]).toBe('2026-01-15T12:07:00.000Z');
    const edited = intervalTrigger('PT5M', { id: saved?.id });
    const shown = instants(edited);
    expect(shown[0]).toBe('2026-01-15T12:06:00.000Z');
    test.jobs.update(test.owner, id, { triggers: [edited] });
    expect(coming(id)).toEqual([shown]);
  });
});
