// npm run chaos [-- --rounds N --seed S]: kills a host under load at random instants and at failpoints, starts it
// again and looks whether anything was lost, done twice or left over. Says one line per round and a summary.
// npm run chaos -- --clock: what clocks that jump, stop or change come to (clocks.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type FailPoint, failPoints } from '../../src-main/failing-sandbox.ts';
import { openTestProcess, spawnHost, type TestProcess } from '../../src-main/open-test-process.ts';
import { areEventsDone, checkEvents } from './check-events.ts';
import { checkLedger, describeLedger } from './check-ledger.ts';
import { checkRuns } from './check-runs.ts';
import { checkClocks } from './clocks.ts';
import { findEngine, listContainers } from './engine.ts';
import { makeLoad, type StartedRun } from './load.ts';
import { makeRandom, type Random } from './random.ts';
import { describeError, makeReport } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    clock: { type: 'boolean', default: false },
  },
});
if (values.clock) process.exit((await checkClocks()) ? 0 : 1);
const rounds = Number(values.rounds);
const random = makeRandom(Number(values.seed));
const engine = findEngine();
const dataDir = mkdtempSync(join(tmpdir(), 'automa-chaos-'));
const startedAt = Date.now();
const report = makeReport();
const hits = new Map<FailPoint, number>(failPoints.map((point) => [point, 0]));

console.log(`chaos: ${rounds} rounds, seed ${values.seed}, engine ${engine}`);
let host = await openTestProcess(dataDir, { engine, canFail: true });
try {
  const load = await makeLoad(host.client, engine);
  for (let round = 1; round <= rounds; round++) {
    const started = await load.startRuns(host.client, random);
    load.tell(host.client, random);
    const death = await killSomehow(host, random);
    const attempts = await dieAtStart(random);
    host = await openTestProcess(dataDir, { engine, canFail: true });
    report.say(`round ${round}: ${death}${attempts}`, await checkStarted(host, started));
  }
  const keys = await load.tellRest(host.client);
  await until(() => areEventsDone(dataDir));
  await load.pause(host.client);
  await untilQuiet(host);
  const { ok, entries } = await host.client.audit.verify();
  report.say(`audit chain of ${entries} entries`, ok ? [] : ['the audit chain is broken']);
  const { lastTickAt } = await host.client.system.scheduler();
  await host.kill('SIGTERM');
  report.say('runs', checkRuns(dataDir, { engine, since: startedAt }));
  report.say(`ledger of ${describeLedger(dataDir)}`, checkLedger(dataDir, Date.parse(lastTickAt ?? '')));
  report.say(`${keys.length} events`, checkEvents(dataDir, keys));
  const left = listContainers(dataDir, engine);
  report.say(
    'containers',
    left.map((id) => `container ${id} is left`),
  );
  console.log(`died at ${[...hits].map(([point, times]) => `${point} × ${times}`).join(', ')}`);
} catch (thrown) {
  report.say('the harness itself', [describeError(thrown)]);
} finally {
  await host.kill();
  if (report.counts().failed === 0) rmSync(dataDir, { recursive: true, force: true });
  else console.log(`the data directory is kept: ${dataDir}`);
}
const { passed, failed } = report.counts();
console.log(
  `${passed} passed, ${failed} failed (seed ${values.seed}, ${Math.round((Date.now() - startedAt) / 1_000)} s)`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** At a failpoint, the one passed least so far, or at any instant within some seconds of load. */
async function killSomehow(victim: TestProcess, { below }: Random): Promise<string> {
  if (below(2) === 0) {
    const afterMs = below(2_500);
    await delay(afterMs);
    await victim.kill();
    return `killed after ${afterMs} ms`;
  }
  const point = failPoints.toSorted((a, b) => hitsOf(a) - hitsOf(b))[0] ?? 'intent';
  const times = 1 + below(3);
  victim.armFailure(point, times);
  const died = await Promise.race([victim.ended.then(() => true), delay(8_000, false)]);
  if (died) {
    hits.set(point, hitsOf(point) + 1);
    return `died at ${point} × ${times}`;
  }
  await victim.kill();
  return `killed, as ${point} × ${times} did not come`;
}

function hitsOf(point: FailPoint): number {
  return hits.get(point) ?? 0;
}

/** Sometimes the next host dies too, while it starts or takes up what was left. */
async function dieAtStart({ below }: Random): Promise<string> {
  if (below(4) > 0) return '';
  const afterMs = 200 + below(2_000);
  const child = spawnHost(dataDir, { engine, canFail: true });
  await delay(afterMs);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  return `, and again ${afterMs} ms into its start`;
}

async function checkStarted({ client, final }: TestProcess, started: StartedRun[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { id, lines, exitCode } of started) {
    const run = await final(id);
    const printed = (await client.runs.logs({ id, from: 1, limit: 5_000 })).lines
      .filter(({ stream }) => stream === 'stdout')
      .map(({ text }) => text);
    if (run.status === 'lost' && engine !== 'docker') continue;
    if (run.exitCode !== exitCode)
      problems.push(`run ${id}: ${run.status}, exit code ${run.exitCode} instead of ${exitCode}: ${run.reason}`);
    if (printed.join() !== Array.from({ length: lines }, (_, index) => String(index + 1)).join()) {
      problems.push(`run ${id}: printed ${printed.length} lines instead of ${lines}, or not in order`);
    }
  }
  return problems;
}

/** Until no run is live and every box is disposed of. */
async function untilQuiet({ client }: TestProcess): Promise<void> {
  await until(async () => {
    const { queued, running } = await client.system.scheduler();
    const { items } = await client.runs.list({ limit: 200 });
    const isOver = queued + running === 0 && items.every(({ finishedAt }) => finishedAt !== null);
    return isOver && listContainers(dataDir, engine).length === 0;
  });
}

/** What is not so after two minutes is told by the checks that follow. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 120_000; performance.now() < end; await delay(100)) if (await isSo()) return;
}
