import { expect, it } from 'vitest';
import type { CrontabLine } from '#contract/crontab.ts';
import { newId } from '../base/ids.ts';
import { crontabTable } from './crontab-table.ts';

const line = (number: number, more: Partial<CrontabLine>): CrontabLine => ({
  line: number,
  text: '0 1 * * * python3 a.py',
  comment: '',
  schedule: { kind: 'cron', expr: '0 1 * * *', timezone: 'UTC' },
  words: 'At 01:00',
  next: ['2026-01-16T01:00:00.000Z'],
  file: 'a.py',
  hasFile: true,
  notes: [],
  problem: null,
  existing: null,
  created: null,
  ...more,
});

it('says once what holds for many lines, and of the others where', () => {
  const path = 'PATH set above it: not passed on';
  const log = 'what it redirected into a file is in the log of the run';
  const problem = 'does not run a Python file; Automa runs Python scripts';
  const lines = [
    line(1, { notes: [path] }),
    line(2, { notes: [log, path] }),
    line(3, { notes: [log, path] }),
    line(4, { problem }),
    line(5, { problem }),
    line(6, { existing: { jobId: newId(0), jobName: 'a 2' } }),
  ];
  const told = crontabTable(lines)
    .split('\n')
    .slice(1)
    .map((row) => row.split(/ {2,}/).at(-1));
  expect(told).toEqual([
    `a job; ${path}`,
    `a job; ${log}; see above (line 1)`,
    'a job; see above (line 2); see above (line 1)',
    `not importable: ${problem}`,
    'not importable: see above (line 4)',
    'is there already: a 2',
  ]);
});
