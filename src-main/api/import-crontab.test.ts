import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
