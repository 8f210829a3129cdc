import type { TriggerInput } from '#contract/triggers.ts';
import { AppError, invalid } from '../../base/errors.ts';
import { cronNicknames } from '../trigger/explain-cron.ts';
import { refuseNever } from '../trigger/never-fires.ts';
import { readTrigger } from '../trigger/read-trigger.ts';

/** One line that schedules something, or says why it cannot be taken over. */
export interface CrontabEntry {
  /** Its number in the file, from 1. */
  line: number;
  text: string;
  /** The comment directly above it: neither a blank line nor a variable lies between. */
  comment: string;
  schedule: Pick<TriggerInput, 'kind' | 'expr' | 'timezone'> | null;
  command: string;
  /** Variables set above it, such as PATH; Automa does not pass them on. */
  variables: SetVariables;
  problem: string | null;
}

/** How many there are, and the first few by name. */
export interface SetVariables {
  names: readonly string[];
  count: number;
}

/** As many jobs as are made at once; so that looking at a text costs no more than its jobs do. */
const mostJobs = 1_000;
/** Vixie's cron: MAX_COMMAND. */
const longestLine = 1_000;
const longestComment = 2_000;
const mostNames = 5;
const longestName = 50;

const assignment = /^([A-Za-z_]\w*)\s*=(.*)$/;
/**
 * What names the columns, as in the crontab most systems begin with: `# m h dom mon dow command`, or five stars and the
 * lines that lead to them. It is about every line below, and so is what stands above it.
 */
const legend = /^#+\s*(m(in(ute)?)?\s+h(our)?\s|\.-|[┌│├└|*][\s┌┐│├└─|*.-]*(\w+ \(\d|command|user|$))/iu;
const ruler = /^#+\s*[-=_~#]+$/;
/** A job that is commented out. */
const switchedOff = /^(?:@\w+|[\d*][\d*/,-]*(?:\s+[\d*][\d*/,-]*){2}(?:\s+[\w*/,#-]+){2})\s+\S/;
/** What cron itself reads; Automa follows CRON_TZ, and uses no shell. */
const ownVariables = new Set(['CRON_TZ', 'SHELL']);
const nicknames = [...cronNicknames, '@reboot'];

/**
 * Reads a crontab as Vixie's cron does (crontab(5)): comments, variables with CRON_TZ, nicknames, five fields, and in a
 * system crontab the user's column. What cannot be taken over says why; a text with too many jobs is refused (422).
 * Each schedule is read when its entry is asked for, so that others may have their turn in between.
 */
export function readCrontab(
  text: string,
  { hasUserColumn, defaultTimezone, now }: { hasUserColumn: boolean; defaultTimezone: string; now: number },
): IteratorObject<CrontabEntry, undefined> {
  const jobs: (Omit<CrontabEntry, keyof Read> & { written: string; timezone: string })[] = [];
  const seen = new Set<string>();
  let variables: SetVariables = { names: [], count: 0 };
  let timezone = defaultTimezone;
  let comments: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const [, name, value = ''] = assignment.exec(line) ?? [];
    const [, comment] = /^#+\s?(.*)$/.exec(line) ?? [];
    if (comment !== undefined) {
      if (legend.test(line)) comments = [];
      else if (!ruler.test(line) && !switchedOff.test(comment)) comments.push(comment);
      continue;
    }
    if (name === 'CRON_TZ') timezone = unquote(value.trim()).slice(0, longestName);
    else if (name !== undefined) variables = addVariable(variables, name, seen);
    else if (line !== '') {
      if (jobs.length === mostJobs)
        throw invalid('text', `line ${index + 1} is one too many: at most ${mostJobs} jobs are read; give it in parts`);
      const above = comments.join('\n').slice(0, longestComment);
      jobs.push({ line: index + 1, text: shorten(line), comment: above, variables, written: line, timezone });
    }
    comments = [];
  }
  return jobs.values().map(({ written, timezone: zone, ...job }) => ({
    ...job,
    ...readLine(written, { hasUserColumn, timezone: zone, now }),
  }));
}

function shorten(line: string): string {
  return line.length > longestLine ? `${line.slice(0, 80)}…` : line;
}

/** Lines between which no variable is new share one object. */
function addVariable(variables: SetVariables, name: string, seen: Set<string>): SetVariables {
  if (ownVariables.has(name) || seen.has(name)) return variables;
  seen.add(name);
  const { names, count } = variables;
  return { names: count < mostNames ? [...names, name.slice(0, longestName)] : names, count: count + 1 };
}

type Read = Pick<CrontabEntry, 'schedule' | 'command' | 'problem'>;

function readLine(line: string, how: { hasUserColumn: boolean; timezone: string; now: number }): Read {
  if (line.length > longestLine)
    return refuse('', `has ${line.length} characters; cron reads at most ${longestLine} of a line`);
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
  if (isNickname && !nicknames.includes(expr))
    return refuse(command, `${expr} is not known; there are ${nicknames.join(', ')}`);
  const schedule = readSchedule(expr, how);
  return 'problem' in schedule ? refuse(command, schedule.problem) : { command, schedule, problem: null };
}

function refuse(command: string, problem: string): Read {
  return { command, schedule: null, problem };
}

/** As it is saved, or what is wrong with it. */
function readSchedule(
  expr: string,
  { timezone, now }: { timezone: string; now: number },
): NonNullable<Read['schedule']> | { problem: string } {
  const isStart = expr === '@reboot';
  const given = { kind: isStart ? ('event' as const) : ('cron' as const), expr: isStart ? 'app.started' : expr };
  try {
    const trigger = readTrigger(
      { ...given, timezone, enabled: true },
      { defaultTimezone: 'UTC', createdAt: now, seed: 0 },
    );
    refuseNever(trigger, now);
    return { ...given, timezone: trigger.timezone };
  } catch (thrown) {
    if (thrown instanceof AppError) return { problem: thrown.message.replace(/^trigger\.\w+: /, '') };
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
