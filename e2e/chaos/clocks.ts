import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestProcess, type TestProcess } from '../../src-main/open-test-process.ts';
import type { PolicyInput } from '../../src-preload/contract/policy.ts';
import { type FakeClock, openFakeClock } from './fake-clock.ts';
import { describeError, makeReport, type Report } from './report.ts';

/**
 * `npm run chaos -- --clock`: rows D1–D7 of the reliability research on a real `automa serve` under libfaketime. The
 * app is off, the machine sleeps, the clock is set, the clocks change; then the ledger must hold exactly the rows that
 * were to be expected, and each run must say why it was started. Answers whether all of it held.
 */
export async function checkClocks(): Promise<boolean> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'automa-clocks-'));
  const clock = openFakeClock(folder, at('2026-03-29T00:50'));
  if (clock === undefined) {
    console.log('NOT TESTED here: clocks that jump, for libfaketime is missing (apt-get install faketime)');
    return process.env.AUTOMA_REQUIRE_ENGINE !== '1';
  }
  const report = makeReport();
  const world: World = { dataDir: join(folder, 'data'), clock, report, host: undefined };
  try {
    await changeClocks(world);
    await jumpAndSleep(world);
  } catch (thrown) {
    report.say('the harness itself', [describeError(thrown)]);
  } finally {
    await world.host?.kill();
  }
  const { passed, failed } = report.counts();
  if (failed === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`the data directory is kept: ${world.dataDir}`);
  console.log(`clocks: ${passed} passed, ${failed} failed (${Math.round((performance.now() - startedAt) / 1_000)} s)`);
  return failed === 0;
}

interface World {
  dataDir: string;
  clock: FakeClock;
  report: Report;
  host: TestProcess | undefined;
}

const stepSlackMs = 5_000;
/** D3 asks for two seconds; a machine that runs other tests beside gets a few more. */
const wakesWithinMs = 5_000;

/**
 * Europe/Berlin: 2026-03-29 02:00 does not exist, 2026-10-25 02:00 comes twice. The hourly job also keeps something due
 * within the hour, so that the ticker compares clocks every second.
 */
async function changeClocks(world: World): Promise<void> {
  const host = await openHost(world);
  const timezone = 'Europe/Berlin';
  const spring = await addJobs(host, [
    { name: 'half past two', expr: '30 2 * * *', timezone },
    { name: 'each half of two', expr: '*/30 2 * * *', timezone },
    { name: 'hourly', expr: '0 * * * *', timezone },
  ]);
  for (const time of ['01:00', '01:30', '02:00', '02:30']) await passTo(world, at(`2026-03-29T${time}`) + stepSlackMs);
  const night = { from: at('2026-03-29T00:00'), to: at('2026-03-29T02:59') };
  await expectLedger(world, 'D6 a gap: what it swallows fires once, right after it', {
    range: night,
    jobs: spring,
    rows: [['01:00 ran schedule'], ['01:00 ran schedule'], ['01:00 ran schedule', '02:00 ran schedule']],
  });
  for (const id of spring) await host.client.jobs.remove({ id });

  world.clock.set(at('2026-10-24T23:10'));
  const autumn = await addJobs(host, [
    { name: 'half past two again', expr: '30 2 * * *', timezone },
    { name: 'half past one to three', expr: '30 1-3 * * *', timezone },
    { name: 'hourly again', expr: '0 * * * *', timezone },
  ]);
  for (const time of ['24T23:30', '25T00:00', '25T00:30', '25T01:00', '25T01:30', '25T02:00', '25T02:30'])
    await passTo(world, at(`2026-10-${time}`) + stepSlackMs);
  await expectLedger(world, 'D7 an overlap: named times once, in the first pass; every hour twice', {
    range: { from: at('2026-10-24T23:00'), to: at('2026-10-25T02:59') },
    jobs: autumn,
    rows: [
      ['00:30 ran schedule'],
      ['23:30 ran schedule', '00:30 ran schedule', '02:30 ran schedule'],
      ['00:00 ran schedule', '01:00 ran schedule', '02:00 ran schedule'],
    ],
  });
  for (const id of autumn) await host.client.jobs.remove({ id });
}

/** One job per misfire policy, hourly: `run-once`, `skip`, `run-all` with a limit of three. */
async function jumpAndSleep(world: World): Promise<void> {
  const { clock, report } = world;
  const day = (time: string) => at(`2026-11-02T${time}`);
  clock.set(day('10:10'));
  const jobs = await addJobs(hostOf(world), [
    { name: 'once', misfire: { policy: 'run-once' } },
    { name: 'skip', misfire: { policy: 'skip' } },
    { name: 'all', misfire: { policy: 'run-all', limit: 3 } },
  ]);
  const expectRows = (what: string, from: string, rows: string[][]) =>
    expectLedger(world, what, { range: { from: day(from), to: clock.now() }, jobs, rows });

  await hostOf(world).kill('SIGTERM');
  clock.set(day('15:30'));
  await openHost(world);
  await settle(world);
  await expectRows('D1, D2 the app was off over five instants', '10:30', [
    [...['11:00', '12:00', '13:00', '14:00'].map((time) => `${time} coalesced app-off`), '15:00 ran catch-up of 5'],
    ['11:00', '12:00', '13:00', '14:00', '15:00'].map((time) => `${time} missed app-off`),
    [
      ...['11:00', '12:00'].map((time) => `${time} missed too-late`),
      ...['13:00', '14:00', '15:00'].map((time) => `${time} ran catch-up`),
    ],
  ]);

  await passTo(world, day('15:59') + 20_000);
  const wokeAfterMs = await sleepUntil(world, day('16:00') + 50_000);
  report.say(
    `D3 looked ${Math.round(wokeAfterMs)} ms after a sleep of 90 s`,
    wokeAfterMs > wakesWithinMs ? ['too late'] : [],
  );
  await expectRows('D3 asleep for 90 s over an instant: within the grace it is on time', '15:30', [
    ['16:00 ran schedule'],
    ['16:00 ran schedule'],
    ['16:00 ran schedule'],
  ]);

  await sleepUntil(world, day('18:30'));
  await expectRows('D3 asleep for hours: as if the app had been off', '16:30', [
    ['17:00 coalesced asleep', '18:00 ran catch-up of 2'],
    ['17:00 missed asleep', '18:00 missed asleep'],
    ['17:00 ran catch-up', '18:00 ran catch-up'],
  ]);

  await passTo(world, day('19:30'));
  const jumped = [['19:00 ran catch-up'], ['19:00 missed asleep'], ['19:00 ran catch-up']];
  await expectRows('D4 the clock set one hour on: a misfire, and no storm', '18:30', jumped);

  const ids = await listRunIds(world, jobs);
  for (const time of ['17:30', '18:01', '19:01']) {
    clock.set(day(time));
    // Nothing is due within the hour, so without an edit it might look only half a minute later
    await hostOf(world).client.jobs.update({ id: jobs[0] ?? '', description: `at ${time}` });
    await passTo(world, clock.now());
  }
  const again = await listRunIds(world, jobs);
  report.say(
    'D5 the clock set two hours back: no instant runs twice',
    again.length === ids.length ? [] : [`${again.length} runs instead of ${ids.length}`],
  );
  await passTo(world, day('20:00') + stepSlackMs);
  await expectRows(
    'D5 and the first new instant fires',
    '18:30',
    jumped.map((rows) => [...rows, '20:00 ran schedule']),
  );
}

async function openHost(world: World): Promise<TestProcess> {
  world.host = await openTestProcess(world.dataDir, { engine: 'embedded' });
  return world.host;
}

function hostOf({ host }: World): TestProcess {
  if (host === undefined) throw new Error('no host is running');
  return host;
}

interface WantedJob {
  name: string;
  expr?: string;
  timezone?: string;
  misfire?: PolicyInput['misfire'];
}

/** Each with an agent of its own, so that none waits for another. */
async function addJobs({ client }: TestProcess, wanted: readonly WantedJob[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { name, expr = '0 * * * *', timezone = 'UTC', misfire } of wanted) {
    const script = await client.scripts.create({ name, content: 'print(1)\n' });
    await client.scripts.publish({ id: script.id });
    const profile = { isolation: 'any' as const, limits: 'best-effort' as const };
    const agent = await client.agents.create({ name, scriptId: script.id, profile });
    const schedule = { kind: 'cron' as const, expr, timezone };
    const policy = misfire === undefined ? {} : { misfire };
    ids.push((await client.jobs.create({ name, agentId: agent.id, schedule, policy })).id);
  }
  return ids;
}

/** Sets the clock and waits until everything due by then is decided and over. */
async function passTo(world: World, moment: number): Promise<void> {
  world.clock.set(moment);
  await settle(world);
}

/** The process stands still while the wall clock goes on, as on a machine that sleeps. Answers when it looked after. */
async function sleepUntil(world: World, moment: number): Promise<number> {
  const { pid } = hostOf(world);
  process.kill(pid, 'SIGSTOP');
  world.clock.set(moment);
  process.kill(pid, 'SIGCONT');
  const wokeAt = performance.now();
  await untilLooked(world);
  const lookedAfterMs = performance.now() - wokeAt;
  await settle(world);
  return lookedAfterMs;
}

async function settle(world: World): Promise<void> {
  await untilLooked(world);
  await until('all runs are over', async () => {
    const { queued, running } = await hostOf(world).client.system.scheduler();
    return queued + running === 0;
  });
}

/** Jumps are longer than that, so a look this near to the clock's reading is one after the jump. */
const nearMs = 2_500;

async function untilLooked({ host, clock }: World): Promise<void> {
  await until('the ticker has looked', async () => {
    const beat = await host?.client.system.scheduler();
    return Math.abs(clock.now() - Date.parse(beat?.lastTickAt ?? '')) < nearMs;
  });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await delay(50)) if (await isSo()) return;
  throw new Error(`waited a minute until ${what}`);
}

async function expectLedger(
  world: World,
  what: string,
  { range, jobs, rows }: { range: { from: number; to: number }; jobs: readonly string[]; rows: readonly string[][] },
): Promise<void> {
  const problems: string[] = [];
  for (const [index, id] of jobs.entries()) {
    const found = await readLedger(hostOf(world), id, range);
    const wanted = rows[index] ?? [];
    if (found.join() !== wanted.join()) problems.push(`expected ${wanted.join(', ')}`, `but found ${found.join(', ')}`);
  }
  world.report.say(what, problems);
}

/** `11:00 missed app-off` or `15:00 ran catch-up of 5`, oldest first; times are UTC. */
async function readLedger(
  { client }: TestProcess,
  id: string,
  { from, to }: { from: number; to: number },
): Promise<string[]> {
  const { items } = await client.jobs.occurrences({
    id,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  const decided = items.filter(({ outcome }) => outcome !== 'upcoming').toReversed();
  return Promise.all(
    decided.map(async ({ scheduledFor, outcome, reason, runId, count }) => {
      const run = runId === null ? undefined : await client.runs.get({ id: runId });
      const covers = run?.covers === undefined ? undefined : `of ${run.covers}`;
      const parts = [scheduledFor.slice(11, 16), outcome, reason, run?.origin.reason, covers, count && `×${count}`];
      return parts.filter((part) => part !== null && part !== undefined).join(' ');
    }),
  );
}

async function listRunIds(world: World, jobs: readonly string[]): Promise<string[]> {
  const pages = await Promise.all(jobs.map((id) => hostOf(world).client.jobs.executions({ id, limit: 200 })));
  return pages.flatMap(({ items }) => items.map(({ id }) => id));
}

function at(minute: string): number {
  return Date.parse(`${minute}:00Z`);
}
