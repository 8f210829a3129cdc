// `npm run bench [name …]`: measures against the bars. A missed bar is printed as missed; nothing here fails a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { coldRun } from './cold-run.ts';
import { dashboard } from './dashboard.ts';
import { dueAtOnce } from './due-at-once.ts';
import { userInterface } from './interface.ts';
import { logFlood } from './log-flood.ts';
import { manyJobs } from './many-jobs.ts';
import type { Bench, Result } from './measure.ts';
import { restRead } from './rest-read.ts';
import { scheduleLateness } from './schedule-lateness.ts';
import { startUp } from './start-up.ts';

const benches: Bench[] = [
  coldRun,
  logFlood,
  manyJobs,
  dueAtOnce,
  dashboard,
  startUp,
  restRead,
  scheduleLateness,
  userInterface,
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

console.log(
  `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 1024 ** 3).toFixed(0)} GiB, Node ${process.version}`,
);
const results: Result[] = [];
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  const outcome = await bench.run();
  if ('skipped' in outcome) console.log(`${bench.name}: not measured: ${outcome.skipped}`);
  else {
    for (const row of outcome) console.log(describe(row));
    results.push(...outcome);
  }
}
const folder = resolve(import.meta.dirname, '../../.bench');
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);

function describe({ id, what, measured, unit, bar, isUpperBound, note }: Result): string {
  const isReached = isUpperBound ? measured <= bar : measured >= bar;
  const shown = unit === 'ratio' ? measured.toFixed(2) : `${measured.toFixed(1)} ${unit}`;
  return `${id.padEnd(4)} ${isReached ? 'reached' : 'MISSED '} ${shown.padStart(12)} (bar ${isUpperBound ? '≤' : '≥'} ${bar})  ${what}: ${note}`;
}
