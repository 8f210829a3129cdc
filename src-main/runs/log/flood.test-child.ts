// A process that floods a log for some seconds while a viewer never reads; flood.test.ts starts it and reads the
// JSON it prints. A process of its own, so that its memory is that of the log alone.
import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { openLogsDatabase } from '../../db/logs-database.ts';
import { makeLogStore } from './log-store.ts';

const [dataDir = '', migrationsDir = '', kind = '', seconds = '5'] = process.argv.slice(2);
const logsDb = openLogsDatabase({ dataDir, migrationsDir, now: Date.now() });
const store = makeLogStore({
  logsDb,
  clock: systemClock,
  worker: { call: () => Promise.reject(new Error('nothing is searched here')) },
  onTrouble: () => {},
});
const capBytes = 64 * 1024 * 1024;
const runId = 'flood';
const log = store.open({ runId, attempt: 1, nonce: 'flood', capBytes, onControl: () => {} });
const viewer = store.follow({ runId, from: 1, signal: new AbortController().signal });
const first = viewer.next(); // asked once, never again

const frame = makeFrame(kind);
log.write('stdout', Buffer.from('the first line\n'));
await first;
const before = process.memoryUsage().rss;
let peak = before;
let longestTurnMs = 0;
let writtenBytes = 0;
const end = performance.now() + Number(seconds) * 1_000;
while (performance.now() < end) {
  const began = performance.now();
  log.write('stdout', frame());
  writtenBytes += 65_536;
  longestTurnMs = Math.max(longestTurnMs, performance.now() - began);
  peak = Math.max(peak, process.memoryUsage.rss());
  await turn();
}
const stopping = performance.now();
await log.finish();
const stopMs = performance.now() - stopping;
const last = store.page({ runId, from: log.head().lines, limit: 1 }).lines[0];
process.stdout.write(
  JSON.stringify({
    growthMiB: (peak - before) / 1024 / 1024,
    longestTurnMs,
    stopMs,
    writtenBytes,
    ...log.head(),
    storedBytes: [...store.text(runId)].reduce((sum, text) => sum + text.length, 0),
    lastLine: last?.text,
  }),
);
await viewer.return();
store.close();
logsDb.close();

/** Lines of words, lines of two bytes, one line without end, or bytes that compress badly and are no UTF-8. */
function makeFrame(name: string): () => Buffer {
  const frame = Buffer.alloc(65_536, 'x');
  if (name === 'words') frame.fill('2026-01-01 12:00:00 INFO an item was processed without trouble\n');
  if (name === 'short') frame.fill('y\n');
  if (name !== 'random') return () => frame;
  const frames = Array.from({ length: 64 }, () => randomBytes(65_536));
  let last = 0;
  return () => frames[last++ % frames.length] ?? frame;
}
