import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleId } from '#contract/common.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import type { AppError } from '../base/errors.ts';
import { openTestSchedule, type TestSchedule } from '../schedule/open-test-schedule.ts';
import { intervalTrigger, jobFields } from './test-job-inputs.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const get = (id: string) => test.jobs.toContract(test.jobs.get(test.owner, id));

describe('the triggers of a job in a change', () => {
  it('that stay keep their identity and their anchor, by id or by being the same; others are new', () => {
    const { id } = test.schedule([intervalTrigger('PT10M', { name: 'ten' }), intervalTrigger('PT7M')]);
    const [ten, seven] = get(id).triggers;
    test.clock.advance(60_000);
    test.jobs.replace(test.owner, id, {
      ...jobFields(test.agent.id, 'j'),
      triggers: [intervalTrigger('PT7M', { name: 'now with a name' }), intervalTrigger('PT3M')],
    });
    expect(get(id).triggers).toMatchObject([
      { id: seven?.id, name: 'now with a name', nextAt: '2026-01-15T12:07:00.000Z' },
      { expr: 'PT3M', nextAt: '2026-01-15T12:04:00.000Z' },
    ]);
    expect(get(id).triggers.map((one) => one.id)).not.toContain(ten?.id);
    test.jobs.update(test.owner, id, { triggers: [intervalTrigger('PT5M', { id: seven?.id })] });
    expect(get(id).triggers).toMatchObject([{ id: seven?.id, expr: 'PT5M', nextAt: '2026-01-15T12:06:00.000Z' }]);
    expect(() => test.jobs.update(test.owner, id, { triggers: [intervalTrigger('PT5M', { id: ten?.id })] })).toThrow(
      `triggers.0.id: this job has no trigger ${ten?.id}`,
    );
  });

  it('two equal ones are two', () => {
    const { id } = test.schedule([intervalTrigger('PT7M'), intervalTrigger('PT7M')]);
    const before = get(id).triggers.map((one) => one.id);
    test.jobs.replace(test.owner, id, {
      ...jobFields(test.agent.id, 'j'),
      triggers: [intervalTrigger('PT7M'), intervalTrigger('PT7M')],
    });
    expect(get(id).triggers.map((one) => one.id)).toEqual(before);
  });

  it('a PATCH that does not speak of them leaves them alone, a PUT without them removes them', () => {
    const { id } = test.schedule([intervalTrigger('PT7M')]);
    test.jobs.update(test.owner, id, { description: 'x' });
    expect(get(id).triggers).toHaveLength(1);
    test.jobs.replace(test.owner, id, jobFields(test.agent.id, 'j'));
    expect(get(id)).toMatchObject({ triggers: [], nextAt: null, state: 'active' });
  });

  it('a trigger switched off does not fire, and goes on where the series is when it is switched on', () => {
    const { id } = test.schedule([intervalTrigger('PT7M')]);
    test.jobs.update(test.owner, id, { triggers: [intervalTrigger('PT7M', { enabled: false })] });
    test.clock.advance(15 * 60_000);
    expect([test.decide(), get(id).nextAt]).toEqual([0, null]);
    test.jobs.update(test.owner, id, { triggers: [intervalTrigger('PT7M')] });
    expect(get(id).nextAt).toBe('2026-01-15T12:21:00.000Z');
  });

  it.each([
    ['an expression nobody understands', intervalTrigger('every now and then'), 'triggers.1.expr'],
    [
      'a zone that is none',
      intervalTrigger('0 8 * * *', { kind: 'cron', timezone: 'Mars/Phobos' }),
      'triggers.1.timezone',
    ],
    ['what never fires', intervalTrigger('0 0 31 2 *', { kind: 'cron' }), 'triggers.1.expr'],
    [
      'an end before the beginning',
      intervalTrigger('PT1M', { startAt: '2026-02-02T00:00:00Z', endAt: '2026-02-01T00:00:00Z' }),
      'triggers.1.endAt',
    ],
  ])('D11, D12 %s is refused by its place, and nothing is saved', (_what, wrong, path) => {
    expect(() => test.schedule([intervalTrigger('PT1M'), wrong])).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path })] }),
    );
    expect(test.jobs.list(test.owner, { limit: 10, sort: 'name' }).items).toEqual([]);
  });

  it('the short form is one trigger; both forms together are refused', () => {
    const job = test.addJob('short', test.agent, {
      schedule: { kind: 'cron', expr: '0 8 * * *', timezone: 'Europe/Berlin' },
    });
    expect(job.triggers).toMatchObject([
      { kind: 'cron', timezone: 'Europe/Berlin', enabled: true, nextAt: '2026-01-16T07:00:00.000Z' },
    ]);
    expect(() =>
      test.addJob('both', test.agent, { schedule: { kind: 'interval', expr: 'PT1M' }, triggers: [] }),
    ).toThrow('send either schedule');
  });
});

describe('what is wrong with triggers', () => {
  const problemsOf = (act: () => unknown) => {
    try {
      act();
      return [];
    } catch (thrown) {
      return (thrown as AppError).errors?.map(({ path }) => path);
    }
  };
  const past = intervalTrigger('2026-01-15T11:00', { kind: 'once', timezone: 'UTC' });

  it('is all said at once, by its place in the request', () => {
    const bad = [
      intervalTrigger('PT0S'),
      intervalTrigger('PT1M'),
      intervalTrigger('61 * * * *', { kind: 'cron' }),
      intervalTrigger('PT1M', { timezone: 'Mars/Phobos' }),
    ];
    expect(problemsOf(() => test.schedule(bad))).toEqual(['triggers.0.expr', 'triggers.2.expr', 'triggers.3.timezone']);
    const schedule = { kind: 'cron' as const, expr: '61 * * * *' };
    expect(problemsOf(() => test.addJob('short', test.agent, { schedule }))).toEqual(['schedule.expr']);
  });

  it('is said together with what is wrong with the agent and the policy', () => {
    const wrong = {
      agentId: exampleId,
      policy: { concurrencyKey: '${', dedupe: { key: '${', windowSeconds: 1 } },
      triggers: [intervalTrigger('PT1M'), intervalTrigger('PT0S')],
    };
    const places = ['agentId', 'policy.concurrencyKey', 'policy.dedupe.key', 'triggers.1.expr'];
    expect(problemsOf(() => test.jobs.create(test.owner, { ...jobFields(test.agent.id, 'wrong'), ...wrong }))).toEqual(
      places,
    );
    const { id } = test.schedule([intervalTrigger('PT7M')]);
    expect(problemsOf(() => test.jobs.update(test.owner, id, wrong))).toEqual(places);
  });

  it('names an end that has passed', () => {
    const over = intervalTrigger('PT1M', { endAt: '2026-01-15T11:00:00Z' });
    expect(problemsOf(() => test.schedule([over]))).toEqual(['triggers.0.endAt']);
  });

  it('that it never fires is refused of a new one, an edited one and one that is switched on', () => {
    expect(() => test.schedule([past])).toThrow('triggers.0.expr: "2026-01-15T11:00" never fires from now on');
    const { id } = test.schedule([intervalTrigger('PT7M'), { ...past, enabled: false }]);
    const [seven, once] = get(id).triggers;
    const change = (...triggers: TriggerInput[]) => test.jobs.update(test.owner, id, { triggers });
    expect(problemsOf(() => change({ ...past, id: seven?.id }))).toEqual(['triggers.0.expr']);
    expect(problemsOf(() => change(intervalTrigger('PT7M'), { ...past, id: once?.id }))).toEqual(['triggers.1.expr']);
    test.jobs.update(test.owner, id, {
      triggers: [intervalTrigger('2026-01-15T12:01', { kind: 'once', timezone: 'UTC' })],
    });
    test.clock.advance(60_000);
    test.decide();
    const [fired] = get(id).triggers;
    change({ ...past, expr: fired?.expr ?? '', name: 'over, and named' }, intervalTrigger('PT7M'));
    expect(get(id)).toMatchObject({ state: 'active', triggers: [{ name: 'over, and named' }, {}] });
  });

  it('an id that is named is no other one’s match, nor given twice', () => {
    const { id } = test.schedule([intervalTrigger('PT7M', { name: 'seven' })]);
    const [seven] = get(id).triggers;
    test.jobs.update(test.owner, id, {
      triggers: [intervalTrigger('PT7M'), intervalTrigger('PT9M', { id: seven?.id })],
    });
    expect(get(id).triggers[1]).toMatchObject({ id: seven?.id, expr: 'PT9M' });
    const twice = intervalTrigger('PT9M', { id: seven?.id });
    expect(() => test.jobs.update(test.owner, id, { triggers: [twice, twice] })).toThrow(
      `triggers.1.id: trigger ${seven?.id} is given twice`,
    );
  });

  it('a condition asks about what there is, and the owner may know', async () => {
    const mira = await test.addCaller('mira@example.org');
    test.addJob('hers', await test.addAgent('own', { caller: mira }), { caller: mira });
    const { id, name } = test.addJob('Nightly', test.agent);
    const save = (expr: string) => () =>
      test.jobs.update(test.owner, id, { triggers: [intervalTrigger(expr, { kind: 'condition' })] });
    expect(save('metric.nope > 1')).toThrow(/^triggers\.0\.expr: 1:\d+ .*nope/);
    for (const other of ['nobody', 'hers'])
      expect(save(`job("${other}").last.status == "failed"`)).toThrow(`triggers.0.expr: there is no job "${other}"`);
    save(`job("${name.toUpperCase()}").last.status == "failed" && metric.diskFree < 5e9 && !metric.onBattery`)();
  });
});
