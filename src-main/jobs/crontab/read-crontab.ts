import type { TriggerInput } from '#contract/triggers.ts';
import { AppError } from '../../base/errors.ts';
import { readTrigger } from '../trigger/read-trigger.ts';

/** One line that schedules something, or says why it cannot be taken over. */
export interface CrontabEntry {
  /** Its number in the file, from 1. */
  line: number;
  text: string;
  /** The comment right above it. */
  comment: string;
  schedule: Pick<TriggerInput, 'kind' | 'expr' | 'timezone'> | null;
  command: string;
  /** Variables set above it, such as PATH; Automa does not pass them on. */
  environment: Readonly<Record<string, string>>;
  problem: string | null;
}

const assignment = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;
const nicknames = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/**
 * Reads a crontab as Vixie's cron does (crontab(5)): comments, variables with CRON_TZ, nicknames, five fields, and in a
 * system crontab the user's column. Never throws; what cannot be taken over says why.
 */
export function readCrontab(
  text: string,
  { hasUserColumn, defaultTimezone }: { hasUserColumn: boolean; defaultTimezone: string },
): CrontabEntry[] {
  const entries: CrontabEntry[] = [];
  const environment: Record<string, string> & { CRON_TZ?: string } = {};
  let comments: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const [, name, value] = assignment.exec(line) ?? [];
    if (line.startsWith('#')) comments.push(line.replace(/^#+\s?/, ''));
    else if (line === '') comments = [];
    else if (name !== undefined) environment[name] = unquote(value ?? '');
    else {
      const timezone = environment.CRON_TZ ?? defaultTimezone;
      const read = readLine(line, { hasUserColumn, timezone });
      entries.push({
        line: index + 1,
        text: line,
        comment: comments.join('\n'),
        environment: { ...environment },
        ...read,
      });
      comments = [];
    }
  }
  return entries;
}

type Read = Pick<CrontabEntry, 'schedule' | 'command' | 'problem'>;

function readLine(line: string, how: { hasUserColumn: boolean; timezone: string }): Read {
  const words = line.split(/\s+/);
  const isNickname = line.startsWith('@');
  const fields = isNickname ? 1 : 5;
  const taken = fields + (how.hasUserColumn ? 1 : 0);
  if (words.length <= taken) return refuse('', 'has fewer words than a time and a command need');
  const expr = words.slice(0, fields).join(' ');
  const user = how.hasUserColumn ? words[fields] : undefined;
  const written = dropWords(line, taken);
  if (hasBarePercent(written))
    return refuse(written, 'feeds the command with a text after %, which Automa does not do');
  const command = written.replaceAll('\\%', '%');
  if (user !== undefined && user !== 'root' && !/^[a-z_][a-z0-9_-]*$/.test(user))
    return refuse(command, `${user} is no user name; this is no system crontab`);
  if (expr === '@reboot')
    return { command, problem: null, schedule: { kind: 'event', expr: 'app.started', timezone: how.timezone } };
  if (isNickname && !nicknames.has(expr)) return refuse(command, `${expr} is not known`);
  const schedule = { kind: 'cron' as const, expr, timezone: how.timezone };
  const problem = problemOf(schedule);
  return problem === null ? { command, schedule, problem } : refuse(command, problem);
}

function refuse(command: string, problem: string): Read {
  return { command, schedule: null, problem };
}

/** What Automa says to the schedule; null when it can be saved. */
function problemOf(schedule: { kind: 'cron'; expr: string; timezone: string }): string | null {
  try {
    readTrigger({ ...schedule, enabled: true }, { defaultTimezone: 'UTC', createdAt: 0, seed: 0 });
    return null;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.message.replace(/^trigger\.\w+: /, '');
    throw thrown;
  }
}

function dropWords(line: string, count: number): string {
  return line.replace(new RegExp(`^\\s*(?:\\S+\\s+){${count}}`), '');
}

function hasBarePercent(command: string): boolean {
  return /(^|[^\\])%/.test(command);
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}
