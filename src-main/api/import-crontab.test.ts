import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import { openTestSchedule, type TestSchedule } from '../schedule/open-test-schedule.ts';
import { importCrontab } from './import-crontab.ts';

const zones = Intl.supportedValuesOf('timeZone');
const mostCharacters = 262_144;
const mostBlockedMs = 1_000; // below 200 on a quiet machine

let test: TestSchedule;
beforeAll(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterAll(() => test.close());

const look = (text: string) => importCrontab(test, test.owner, { text, hasUserColumn: false, files: [], dryRun: true });

/** As many repetitions as a request may hold. */
function fill(line: (index: number) => string, room = mostCharacters): string {
  let text = '';
  for (let index = 0; text.length + line(index).length <= room; index += 1) text += line(index);
  return text;
}

/** For how long at a time nothing else was done while it went on. */
async function longestBlockMs(act: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  await act().catch(() => {});
  look();
  clearInterval(timer);
  return longest;
}

describe('a system crontab', () => {
  const text = '17 * * * * root cd / && run-parts /etc/cron.hourly\n0 1 * * * www-data python3 a.py\n';
  const problems = async (hasUserColumn: boolean) => {
    const { lines } = await importCrontab(test, test.owner, { text, hasUserColumn, files: [], dryRun: true });
    return lines.map(({ problem }) => problem);
  };

  it('is hinted at where nobody said that lines name a user', async () => {
    const problem = 'does not run a Python file; Automa runs Python scripts';
    expect(await problems(false)).toEqual([
      'uses the shell (&&); put it into a Python script; if root is the user it runs as, say that lines name a user',
      `${problem}; if www-data is the user it runs as, say that lines name a user`,
    ]);
    expect(await problems(true)).toEqual([problem, 'needs the file a.py']);
  });
});

describe('a crontab that is imported again', () => {
  const files = [
    { path: 'night.py', content: 'print(1)\n' },
    { path: 'day.py', content: 'print(2)\n' },
  ];
  const table = 'CRON_TZ=Europe/Berlin\n# Of the night\n30 2 * * *  python3 night.py\n@reboot python3 night.py\n';
  const importAgain = (text: string, more: { lines?: number[]; dryRun?: boolean; caller?: Caller } = {}) =>
    importCrontab(test, more.caller ?? test.owner, { text, hasUserColumn: false, files, dryRun: false, ...more });
  const countJobs = () => test.jobs.list(test.owner, { limit: 200, sort: 'name', tag: 'crontab' }).items.length;

  it('names the job of each line that has one, and makes no second', async () => {
    const first = await importAgain(table);
    expect(first.lines.map(({ existing, problem }) => [existing, problem])).toEqual([
      [null, null],
      [null, null],
    ]);
    const made = first.lines.map(({ created }) => ({ jobId: created?.jobId, jobName: created?.jobName }));
    expect(countJobs()).toBe(2);

    const again = await importAgain(`# another comment\n${table}0 12 * * * python3 day.py\n`);
    expect(again.lines.map(({ existing }) => existing)).toEqual([...made, null]);
    expect(again.lines.map(({ created }) => created?.jobName ?? null)).toEqual([null, null, 'day']);
    expect(countJobs()).toBe(3);
  });

  it('holds another zone, another command and another time for another job', async () => {
    const existing = async (text: string, caller?: Caller) => {
      const { lines } = await importAgain(text, { dryRun: true, ...(caller === undefined ? {} : { caller }) });
      return lines.map((line) => line.existing?.jobName ?? null);
    };
    const berlin = 'CRON_TZ=Europe/Berlin\n';
    expect(await existing(`${berlin}30 2 * * * python3 night.py`)).toEqual(['Of the night']);
    expect(await existing('CRON_TZ=europe/berlin\n30 2 * * * python3 night.py')).toEqual(['Of the night']);
    expect(await existing('CRON_TZ=UTC\n30 2 * * * python3 night.py')).toEqual([null]);
    expect(await existing(`${berlin}30 2 * * * python3 night.py --all`)).toEqual([null]);
    expect(await existing(`${berlin}31 2 * * * python3 night.py`)).toEqual([null]);
    expect(await existing(table, await test.addCaller('other@example.org'))).toEqual([null, null]);
  });

  it('makes another where that is asked for, and forgets what is in the trash or was edited', async () => {
    const before = countJobs();
    const { lines } = await importAgain(table, { lines: [3] });
    expect(lines[0]).toMatchObject({ existing: { jobName: 'Of the night' }, created: { jobName: 'Of the night 2' } });
    expect(countJobs()).toBe(before + 1);
    const [first = '', second = ''] = [lines[0]?.existing?.jobId, lines[0]?.created?.jobId];
    const named = async () => (await importAgain(table, { dryRun: true })).lines[0]?.existing?.jobId ?? null;
    expect(await named()).toBe(first);
    test.jobs.update(test.owner, first, { schedule: { kind: 'cron', expr: '0 4 * * *', timezone: 'Europe/Berlin' } });
    expect(await named()).toBe(second);
    test.jobs.remove(test.owner, second);
    expect(await named()).toBeNull();
  });
});

describe('a crontab as long as a request may be', () => {
  it('tells of the variables that do not come along a few by name, once for each line', async () => {
    const variables = fill((index) => `V${index}=1\n`, 200_000);
    const { lines } = await look(`PATH=/bin\nCRON_TZ=UTC\n${variables}${'0 1 * * * python3 a.py\n'.repeat(1_000)}`);
    expect(lines).toHaveLength(1_000);
    expect(lines[0]?.notes).toEqual([
      expect.stringMatching(/^PATH, V0, V1, V2, V3 and \d+ more set above it: not passed on$/),
    ]);
    expect(JSON.stringify(lines).length).toBeLessThan(1_000_000);
  });

  it('with more jobs than are imported at once is refused, naming the field, the line and the limit', async () => {
    await expect(look(`# jobs\n${'* * * * * a\n'.repeat(1_001)}`)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'text', message: expect.stringMatching(/line 1002 .* 1000 jobs/) }],
    });
  });

  it('gives the comment of a job only as far as a description goes', async () => {
    const { lines } = await look(`${fill(() => '# all about it\n', 200_000)}0 1 * * * python3 a.py\n`);
    expect(lines[0]?.comment).toHaveLength(2_000);
  });

  const command = '* * * * * ';
  it.each<[string, string]>([
    ['jobs', fill((index) => `${index % 60} 3 * * * python3 a${index}.py\n`, 30_000)],
    [
      'zones',
      fill((index) => `CRON_TZ=${zones[index % zones.length]}\n${index % 60} 3 * * 1-5 python3 a.py\n`, 40_000),
    ],
    ['jobs beyond the limit', fill(() => `${command}a\n`)],
    ['variables', fill((index) => `V${index}=1\n`)],
    ['variables and jobs in turn', fill((index) => `V${index}=1\n${command}a.py\n`, 24_000)],
    ['blanks in a variable', `V=a${' '.repeat(mostCharacters - 5)}b`],
    ['blanks in a command', `${command}a${' '.repeat(mostCharacters - 20)}b`],
    ['blanks in short lines', fill(() => `${command}a${' '.repeat(980)}b\n`)],
    ['redirections', fill(() => `${command}a.py${' >'.repeat(490)}\n`)],
    ['quotes', fill(() => `${command}a.py ${'"\\'.repeat(490)}\n`)],
    ['nice', fill(() => `${command}${'nice '.repeat(190)}a.py\n`)],
    ['assignments of a command', fill(() => `${command}${'A=1 '.repeat(240)}a.py\n`)],
    ['one word', 'a'.repeat(mostCharacters)],
  ])('holds up nothing else: %s', async (_what, text) => {
    expect(await longestBlockMs(() => look(text))).toBeLessThan(mostBlockedMs);
  });
});
