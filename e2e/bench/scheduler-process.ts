// What the cost of many jobs is measured on: a process whose core is open and idle, then schedules.

import { startApp } from '../../src-main/app.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { newId } from '../../src-main/base/ids.ts';
import { systemPower } from '../../src-main/base/power.ts';
import { readEnvironment } from '../../src-main/environment.ts';
import { openSchedule } from '../../src-main/open-schedule.ts';
import { findUnarmed } from '../../src-main/schedule/self-check.ts';
import { makeFacts } from '../../src-main/settings/settings.ts';
import { timeMs } from './measure.ts';
import { installation } from './open-host.ts';

const [dataDir = ''] = process.argv.slice(2);
const environment = readEnvironment(dataDir, { AUTOMA_ENGINE: 'embedded', AUTOMA_LOG_LEVEL: 'warn' });
const app = await startApp({ dataDir, role: 'command', environment, installation });
await app.ready;
const { audit, logger, settings } = app.core;
const facts = makeFacts(app.core);
const clock = systemClock;
const common = { audit, clock, logger, power: systemPower, settings, facts, dataDir };
const { ticker, conditions } = openSchedule({ ...common, boot: newId(), stop: () => {} });
const lookMs = await timeMs(() => ticker.start());
const restMs = await timeMs(() => {
  conditions.start();
  findUnarmed(audit.read, clock.now());
});
if (ticker.beat().lastTickAt === null) throw new Error('the ticker has not looked');
process.stdout.write(`scheduling after ${lookMs} of ${lookMs + restMs} ms\n`);
process.once('SIGTERM', async () => {
  ticker.stop();
  conditions.stop();
  await app.stop();
});
