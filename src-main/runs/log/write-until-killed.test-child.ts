// A process that keeps a run's log until it is killed; run-log-kill.test.ts starts it. What its script prints is a
// fixed stretch of bytes, so any process can take it up at any byte, as an engine's log does.
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { openLogsDatabase } from '../../db/logs-database.ts';
import { killedNonce, makeOutput } from './killed-output.test-child.ts';
import { openRunLog } from './run-log.ts';

const [dataDir = '', migrationsDir = '', runId = '', seed = '1'] = process.argv.slice(2);
const logsDb = openLogsDatabase({ dataDir, migrationsDir, now: Date.now() });
const log = openRunLog(
  { logsDb, clock: systemClock, isFollowed: () => true, onStored: () => {}, onTrouble: () => {} },
  { runId, attempt: 1, nonce: killedNonce, capBytes: 2 ** 30, onControl: () => {} },
);
const resume = log.resume();
const rest = {
  stdout: makeOutput('stdout').subarray(resume.stdoutBytes),
  stderr: makeOutput('stderr').subarray(resume.stderrBytes),
};
writeSync(1, 'begun\n');

let state = Number(seed);
const next = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state % below;
};
while (rest.stdout.length + rest.stderr.length > 0) {
  const stream = next(3) === 0 ? 'stderr' : 'stdout';
  const size = next(40) === 0 ? next(200_000) : next(400);
  log.write(stream, rest[stream].subarray(0, size));
  rest[stream] = rest[stream].subarray(size);
  if (next(4) === 0) await delay(next(6));
}
await log.finish();
logsDb.close();
