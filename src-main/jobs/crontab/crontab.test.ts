import { describe, expect, it } from 'vitest';
import { guessUser } from './guess-user.ts';
import { readCommand } from './read-command.ts';
import { readCrontab } from './read-crontab.ts';

const now = Date.parse('2026-01-15T12:00Z');
const read = (text: string, hasUserColumn = false) => [
  ...readCrontab(text, { hasUserColumn, defaultTimezone: 'Europe/Bratislava', now }),
];

describe('a crontab', () => {
  it('gives each line its time, command and the comment above it', () => {
    const [entry] = read('# Report of the night\n# for accounting\n30 2 * * 1-5 python3 /srv/report.py\n');
    expect(entry).toMatchObject({
      line: 3,
      comment: 'Report of the night\nfor accounting',
      schedule: { kind: 'cron', expr: '30 2 * * 1-5', timezone: 'Europe/Bratislava' },
      command: 'python3 /srv/report.py',
      problem: null,
    });
  });

  it('gives a line only the comment directly above it', () => {
    const comments = (text: string) => read(text).map(({ comment }) => comment);
    const job = '0 1 * * * python3 a.py';
    expect(comments(`# of the file\n\n${job}`)).toEqual(['']);
    expect(comments(`# of the variable\nPATH=/bin\n${job}`)).toEqual(['']);
    expect(comments(`# of the zone\nCRON_TZ=UTC\n${job}`)).toEqual(['']);
    expect(comments(`# of the first\n${job}\n${job}`)).toEqual(['of the first', '']);
    expect(comments(`# m h  dom mon dow   command\n${job}`)).toEqual(['']);
    expect(comments(`# Nightly report\n#30 2 * * MON-FRI python3 old.py\n#@daily old.py\n${job}`)).toEqual([
      'Nightly report',
    ]);
    expect(comments(`# 5 reports every morning at 8\n${job}`)).toEqual(['5 reports every morning at 8']);
  });

  it.each([
    ['what Debian begins with', '# Edit this file to introduce tasks.\n#\n# m h  dom mon dow   command'],
    [
      'what /etc/crontab draws',
      '# Example of job definition:\n# .---------------- minute (0 - 59)\n# |  .------------- hour (0 - 23)\n# |  |\n# *  *  *  *  * user-name command to be executed',
    ],
    ['boxes', '# ┌───────────── minute (0 - 59)\n# │ ┌───────────── hour (0 - 23)\n# │ │ │ │ │\n# * * * * * command'],
  ])('is not named by its columns: %s', (_name, head) => {
    expect(read(`${head}\n30 2 * * * python3 a.py`)[0]?.comment).toBe('');
    expect(read(`${head}\n# -----\n# Report\n# * of the night\n#######\n30 2 * * * python3 a.py`)[0]?.comment).toBe(
      'Report\n* of the night',
    );
  });

  it.each([
    [
      'CRON_TZ sets the zone of what follows',
      'CRON_TZ=America/New_York\n0 8 * * * python3 a.py',
      { timezone: 'America/New_York' },
    ],
    ['a nickname', '@daily python3 a.py', { kind: 'cron', expr: '@daily' }],
    ['@reboot is the start of the app', '@reboot python3 a.py', { kind: 'event', expr: 'app.started' }],
  ])('%s', (_name, text, schedule) => {
    expect(read(text)[0]?.schedule).toMatchObject(schedule);
  });

  it('knows the column of the user in a system crontab', () => {
    expect(read('17 * * * * root python3 /srv/a.py', true)[0]).toMatchObject({
      command: 'python3 /srv/a.py',
      problem: null,
    });
  });

  it('takes an escaped percent sign for one, and names a text after % as not importable', () => {
    expect(read('0 1 * * * python3 a.py 100\\%')[0]?.command).toBe('python3 a.py 100%');
    expect(read('0 1 * * * python3 a.py%hello')[0]?.problem).toContain('after %');
  });

  it('counts the variables above a line, but not those Automa follows or cron itself reads', () => {
    const [first, second] = read(
      'SHELL=/bin/sh\nCRON_TZ=UTC\nPATH=/bin\n0 1 * * * a.py\nPATH=/usr/bin\nA = 1\n0 2 * * * a.py',
    );
    expect([first?.variables, second?.variables]).toEqual([
      { names: ['PATH'], count: 1 },
      { names: ['PATH', 'A'], count: 2 },
    ]);
  });

  it('takes a line no longer than cron does', () => {
    const command = `python3 a.py ${'x'.repeat(1_000)}`;
    expect(read(`0 1 * * * ${command}`)[0]).toMatchObject({
      text: expect.stringMatching(/^0 1 .*…$/),
      schedule: null,
      problem: 'has 1023 characters; cron reads at most 1000 of a line',
    });
    expect(read(`PATH=${'x'.repeat(2_000)}\n0 1 * * * python3 a.py`)[0]?.problem).toBeNull();
  });

  it.each([
    ['61 * * * * python3 a.py', 'minute: 61 is not in 0-59'],
    [
      '@every python3 a.py',
      '@every is not known; there are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, @reboot',
    ],
    ['* * *', 'has fewer words than a time and a command need'],
    [
      'CRON_TZ=Mars/Phobos\n0 8 * * * python3 a.py',
      '"Mars/Phobos" is not a time zone this machine knows; write an IANA name such as Europe/Berlin, or UTC',
    ],
    [
      '0 0 31 2 * python3 a.py',
      '"0 0 31 2 *" never fires from now on: no such date comes up to the year 9999; choose one that does',
    ],
  ])('says what is wrong with %s', (text, problem) => {
    expect(read(text)[0]).toMatchObject({ schedule: null, problem });
  });
});

describe('a command', () => {
  it.each([
    ['python3 /srv/report.py --month "last one"', { file: '/srv/report.py', args: ['--month', 'last one'] }],
    [
      'cd /srv && /usr/bin/python3.11 -u report.py >> /var/log/report.log 2>&1',
      { file: 'report.py', directory: '/srv' },
    ],
    ['LANG=C nice -n 10 ./report.py', { file: './report.py' }],
    ['/usr/bin/env python3 a.py', { file: 'a.py' }],
    ['python3 a.py x  >  /dev/null   2>&1  &>>both   y', { file: 'a.py', args: ['x', 'y'] }],
    ['nice nice python3 a.py', { notes: ["nice is left out; the agent's limits hold instead"] }],
  ])('%s', (command, expected) => {
    expect(readCommand(command)).toMatchObject(expected);
  });

  it.each([
    ['tar czf /backup.tgz /home', 'does not run a Python file'],
    ['python3 a.py | mail me', 'uses the shell'],
    ['python3 a.py "open', 'not closed'],
    ['python3 a.py $HOME', 'uses the shell'],
  ])('%s cannot be taken over', (command, problem) => {
    expect(readCommand(command)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('the user a command seems to begin with', () => {
  it.each([
    ['root cd / && run-parts --report /etc/cron.hourly', 'root'],
    ['www-data /usr/bin/python3 /srv/a.py', 'www-data'],
    ['python3 /srv/a.py', null],
    ['sudo python3 /srv/a.py', null],
    ['bash a.py', null],
    ['tar czf /backup.tgz /home', null],
    ['/usr/bin/tar czf a.py', null],
  ])('of %s is %s', (command, user) => {
    expect(guessUser(command)).toBe(user);
  });
});
