import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toInstant } from '../base/clock.ts';
import { silentLogger } from '../base/logger.ts';
import { jobs, occurrences, triggers } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';
import { makeTicker, type Ticker } from './ticker.ts';

let test: TestSchedule;
let ticker: Ticker;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
  ticker = makeTicker({ ...test.scheduling, logger: silentLogger });
});
afterEach(async () => {
  ticker.stop();
  await test.close();
});

/** Starts it, until its first look is over: on a busy machine that takes more than one turn. */
function startTicker(): Promise<void> {
  ticker.start();
  return ticker.lookNow();
}

const everyMinute = { kind: 'interval' as const, expr: 'PT1M', enabled: true };

describe('the ticker', () => {
  it('decides at its start what came due while nothing ran, as app-off', async () => {
    const { id } = test.schedule([everyMinute], {
      policy: { misfire: { policy: 'skip', graceSeconds: 0, limit: 10 } },
    });
    test.clock.advance(150_000);
    await startTicker();
    expect(test.ledger(id)).toEqual(['12:01:00 missed app-off', '12:02:00 missed app-off']);
    expect(ticker.beat()).toMatchObject({ lastTickAt: test.clock.now(), latenessMs: 0 });
  });

  it('D3 after a gap without a look: at most two seconds after the wake it decides, as asleep', async () => {
    const { id } = test.schedule([everyMinute], {
      policy: { misfire: { policy: 'skip', graceSeconds: 0, limit: 10 } },
    });
    await startTicker();
    test.clock.advance(90_000);
    await test.until(() => test.ledger(id).length > 0); // its own timer, a real second at most
    expect(test.ledger(id)).toEqual(['12:01:00 missed asleep']);
  });

  it('says from when to when the machine slept, or the app was off', async () => {
    const { id } = test.schedule([everyMinute], { policy: { misfire: { graceSeconds: 0 } } });
    const causes = () => test.rows(id).map(({ scheduledFor, cause }) => [toInstant(scheduledFor).slice(11, 19), cause]);
    await startTicker();
    test.clock.advance(150_000);
    await ticker.lookNow();
    const slept = 'nothing looked from 2026-01-15T12:00:00.000Z to 2026-01-15T12:02:30.000Z';
    expect(causes()).toEqual([
      ['12:01:00', `${slept}; made up by the run of 2026-01-15T12:02:00.000Z`],
      ['12:02:00', slept],
    ]);
    ticker.stop();

    ticker = makeTicker({ ...test.scheduling, logger: silentLogger });
    test.clock.advance(60_000);
    await startTicker();
    expect(causes().slice(2)).toEqual([
      ['12:03:00', 'Automa was off from 2026-01-15T12:02:30.000Z to 2026-01-15T12:03:30.000Z'],
    ]);
  });

  it('without any grace, what is due between two looks is on time all the same', async () => {
    const { id } = test.schedule([everyMinute], { policy: { misfire: { policy: 'skip', graceSeconds: 0 } } });
    test.clock.advance(59_500);
    await startTicker();
    test.clock.advance(1_500);
    await test.until(() => test.ledger(id).length > 0);
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
  });

  it('gives what waited to be started the time back in which nobody was there to start it', async () => {
    const { id } = test.schedule([everyMinute], { policy: { startWithinSeconds: 120 } });
    test.clock.advance(60_000);
    await startTicker();
    const waitsSince = () => test.audit.read.select().from(runs).where(eq(runs.jobId, id)).get()?.waitsSince;
    expect(waitsSince()).toBe(test.clock.now());
    test.clock.advance(3_600_000);
    await test.until(() => waitsSince() === test.clock.now());
  });

  it('is behind from a sleep until it has looked', async () => {
    expect(ticker.isBehind()).toBe(false);
    await startTicker();
    expect(ticker.isBehind()).toBe(false);
    test.clock.advance(3_600_000);
    expect(ticker.isBehind()).toBe(true);
    await ticker.lookNow();
    expect(ticker.isBehind()).toBe(false);
  });

  it('lets others have their turn while it decides about a great many, and tells who waits when it is done', async () => {
    const ids = Array.from({ length: 1_200 }, (_, n) =>
      test.addJob(`many ${n}`, test.agent, { triggers: [everyMinute], policy: { concurrencyKey: `k${n}` } }),
    ).map(({ id }) => id);
    await startTicker();
    test.clock.advance(60_000);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await ticker.lookNow();
    clearInterval(counting);
    expect(ids.filter((id) => test.ledger(id)[0] !== '12:01:00 pending')).toEqual([]);
    expect(turns).toBeGreaterThan(1);
  });

  it('one job that cannot be decided about does not keep the others from running', async () => {
    const [broken, sound] = [test.schedule([everyMinute]).id, test.schedule([everyMinute]).id];
    test.audit.write('a measurement is cached', ({ tx }) =>
      tx.run(sql`update ${jobs} set policy = '{}' where id = ${broken}`),
    );
    test.clock.advance(60_000);
    await startTicker();
    await test.until(() => test.ledger(sound).length > 0);
    expect(test.ledger(sound)).toEqual(['12:01:00 pending']);
    expect(test.rows(broken)).toMatchObject([
      { outcome: 'skipped', reason: 'fault', cause: expect.stringContaining('undefined') },
    ]);
    expect(test.audit.read.select().from(triggers).where(eq(triggers.jobId, broken)).get()?.dueAt).toBe(
      test.clock.now() + 60_000,
    );
  });

  it('D5 a clock that is set back keeps nothing waiting for the old time', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(60_000);
    await startTicker();
    const [run] = test.audit.read.select().from(runs).where(eq(runs.jobId, id)).all();
    ticker.stop();
    test.clock.advance(-3_600_000);
    await startTicker();
    const readyAt =
      test.audit.read
        .select()
        .from(runs)
        .where(eq(runs.id, run?.id ?? ''))
        .get()?.readyAt ?? 0;
    expect(readyAt).toBeLessThanOrEqual(test.clock.now());
  });

  it('a clock that was wrong by a year for one look does not cost a daily job the year', async () => {
    const daily = { kind: 'cron' as const, expr: '0 8 * * *', timezone: 'UTC', enabled: true };
    const { id } = test.schedule([daily], { policy: { overlap: 'allow' } });
    await startTicker();
    ticker.stop();
    test.clock.advance(365 * 86_400_000);
    await startTicker();
    ticker.stop();
    test.clock.advance(-364 * 86_400_000);
    await startTicker();
    expect(test.ledger(id, 16).slice(0, 2)).toEqual(['2026-01-16T08:00 pending', '2027-01-15T08:00 pending']);
  });

  it('looks at once when it is poked, and no more when it was stopped', async () => {
    const { id } = test.schedule([everyMinute]);
    await startTicker();
    test.clock.advance(60_000);
    ticker.poke();
    await delay(50);
    expect(test.ledger(id)).toHaveLength(1);
    ticker.stop();
    test.clock.advance(60_000);
    ticker.poke();
    await delay(50);
    expect(test.ledger(id)).toHaveLength(1);
  });

  it('D8 an instant far ahead neither fires now nor overflows a timer', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error) => warnings.push(warning);
    process.on('warning', keep);
    const { id } = test.schedule([
      { kind: 'cron', expr: '0 0 1 1 *', enabled: true },
      { kind: 'interval', expr: 'P60D', enabled: true },
    ]);
    ticker.start();
    await delay(200);
    process.off('warning', keep);
    expect(test.ledger(id)).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('does not spin while what is due cannot be stored, and decides when it can', async () => {
    const { id } = test.schedule([everyMinute]);
    const write = (statement: string) => test.audit.write('a measurement is cached', ({ tx }) => tx.run(statement));
    write("create temp trigger no_rows before insert on occurrences begin select raise(abort, 'no room'); end");
    let errors = 0;
    const counting = pino({ level: 'error' }, { write: () => errors++ });
    ticker = makeTicker({ ...test.scheduling, logger: counting });
    test.clock.advance(60_000);
    ticker.start();
    await delay(300);
    expect(errors).toBe(1);
    write('drop trigger no_rows');
    await test.until(() => test.ledger(id).length === 1);
  });
});

describe('D9 two schedulers on one database', () => {
  it('a thousand looks each make one row and one run per instant', async () => {
    const { id } = test.schedule([{ ...everyMinute, expr: 'PT1S' }], {
      policy: { misfire: { policy: 'run-all', graceSeconds: 60, limit: 1_000 } },
    });
    const startAt = test.clock.now();
    const rivals = [1, 2].map(() =>
      spawn(
        process.execPath,
        ['--no-warnings', join(import.meta.dirname, 'tick-many.test-child.ts'), test.dataDir, String(startAt), '1000'],
        { stdio: ['ignore', 'inherit', 'inherit'] },
      ),
    );
    const codes = await Promise.all(rivals.map(async (rival) => (await once(rival, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    const rows = test.audit.read.select().from(occurrences).where(eq(occurrences.jobId, id)).all();
    expect(rows.map(({ scheduledFor }) => (scheduledFor - startAt) / 1_000).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
    const made = test.audit.read.select().from(runs).where(eq(runs.jobId, id)).all();
    expect(new Set(made.map(({ scheduledFor }) => scheduledFor)).size).toBe(made.length);
    expect(
      rows
        .filter(({ runId }) => runId !== null)
        .map(({ runId }) => runId)
        .toSorted(),
    ).toEqual(made.map((run) => run.id).toSorted());
  }, 120_000);
});
