import { basename } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { CrontabLine } from '#contract/crontab.ts';
import type { Job } from '#contract/jobs.ts';
import type { SourceFile } from '#contract/source-file.ts';
import type { Caller } from '../access/caller.ts';
import { systemTimezone } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { guessUser } from '../jobs/crontab/guess-user.ts';
import { crontabTag, describeOrigin, indexImported } from '../jobs/crontab/imported-jobs.ts';
import { type PythonCommand, readCommand } from '../jobs/crontab/read-command.ts';
import { type CrontabEntry, readCrontab } from '../jobs/crontab/read-crontab.ts';
import type { Core } from './call-context.ts';
import { withFreeName } from './with-free-name.ts';

interface Wish {
  text: string;
  hasUserColumn: boolean;
  files: SourceFile[];
  lines?: number[] | undefined;
  dryRun: boolean;
}

interface Importable {
  line: CrontabLine;
  command: PythonCommand | null;
  file: SourceFile | undefined;
}

const shownNext = 3;

/**
 * Shows what a crontab becomes, line by line, or makes it: one script and agent for each file and its arguments, one
 * job per line. A line that fails says why and leaves the others alone; one that has its job from before names it.
 */
export async function importCrontab(
  core: Pick<Core, 'scripts' | 'agents' | 'jobs' | 'clock'>,
  caller: Caller,
  { text, hasUserColumn, files, lines, dryRun }: Wish,
): Promise<{ lines: CrontabLine[] }> {
  const defaultTimezone = systemTimezone();
  const findFile = indexFiles(files);
  const findExisting = indexImported(await listImported(core, caller));
  const found: Importable[] = [];
  for (const entry of readCrontab(text, { hasUserColumn, defaultTimezone, now: core.clock.now() })) {
    await turn(); // others have theirs between one line and the next
    found.push(look(core, caller, { entry, findFile, findExisting, hasUserColumn }));
  }
  if (dryRun) return { lines: found.map(({ line }) => line) };
  for (const scope of ['scripts:write', 'agents:write'] as const)
    if (!caller.principal.scopes.has(scope))
      throw new AppError('forbidden', `this creates more than jobs: it needs ${scope} too`);
  const agents = new Map<string, { scriptId: string; agentId: string }>();
  const made: CrontabLine[] = [];
  const wanted = new Set(lines ?? found.flatMap(({ line }) => (line.existing === null ? line.line : [])));
  for (const { line, command, file } of found) {
    await turn();
    if (
      !wanted.has(line.line) ||
      line.problem !== null ||
      command === null ||
      file === undefined ||
      line.schedule === null
    )
      made.push(line);
    else made.push(await createLine(core, caller, { line, command, file, agents }));
  }
  return { lines: made };
}

/** All of the caller's own that came from a crontab. */
async function listImported({ jobs }: Pick<Core, 'jobs'>, caller: Caller): Promise<Job[]> {
  const found: Job[] = [];
  let cursor: string | undefined;
  do {
    const page = jobs.list(caller, {
      tag: crontabTag,
      createdBy: caller.principal.userId,
      limit: 200,
      sort: 'createdAt',
      cursor,
    });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    await turn();
  } while (cursor !== undefined);
  return found;
}

interface LookedAt {
  entry: CrontabEntry;
  findFile: FindFile;
  findExisting: (entry: CrontabEntry) => Job | undefined;
  hasUserColumn: boolean;
}

function look(
  { jobs }: Pick<Core, 'jobs'>,
  caller: Caller,
  { entry, findFile, findExisting, hasUserColumn }: LookedAt,
): Importable {
  const command = entry.problem === null ? readCommandOf(entry, hasUserColumn) : { problem: entry.problem };
  const problem = 'problem' in command ? command.problem : null;
  const runs = 'problem' in command ? null : command;
  const file = runs === null ? undefined : findFile(runs);
  const preview =
    entry.schedule === null
      ? null
      : jobs.preview(caller, { trigger: { ...entry.schedule, enabled: true }, count: shownNext });
  const needsFile = runs !== null && file === undefined ? `needs the file ${runs.file}` : null;
  const existing = findExisting(entry);
  const line: CrontabLine = {
    line: entry.line,
    text: entry.text,
    comment: entry.comment,
    schedule: entry.schedule === null ? null : { ...entry.schedule, timezone: entry.schedule.timezone ?? 'UTC' },
    words: preview?.text ?? null,
    next: preview?.instants.map(({ at }) => at) ?? [],
    file: runs?.file ?? null,
    hasFile: file !== undefined,
    notes: [...(runs?.notes ?? []), ...notesOf(entry)],
    problem: problem ?? needsFile,
    existing: existing === undefined ? null : { jobId: existing.id, jobName: existing.name },
    created: null,
  };
  return { line, command: runs, file };
}

/** With a hint where it seems to begin with a user that nobody said is there. */
function readCommandOf({ command }: CrontabEntry, hasUserColumn: boolean): PythonCommand | { problem: string } {
  const read = readCommand(command);
  if (hasUserColumn || !('problem' in read)) return read;
  const user = guessUser(command);
  if (user === null) return read;
  return { problem: `${read.problem}; if ${user} is the user it runs as, say that lines name a user` };
}

function notesOf({ variables: { names, count } }: CrontabEntry): string[] {
  if (count === 0) return [];
  const more = count === names.length ? '' : ` and ${count - names.length} more`;
  return [`${names.join(', ')}${more} set above it: not passed on`];
}

type FindFile = (command: PythonCommand) => SourceFile | undefined;

/** By the path a command names, else by its last part; of files that are called alike the first. */
function indexFiles(files: readonly SourceFile[]): FindFile {
  const byPath = new Map(files.toReversed().map((file) => [file.path, file]));
  const byName = new Map(files.toReversed().map((file) => [basename(file.path), file]));
  return ({ file, directory }) => {
    const full = directory === null || file.startsWith('/') ? file : `${directory}/${file}`;
    return byPath.get(full) ?? byPath.get(file) ?? byName.get(basename(file));
  };
}

async function createLine(
  core: Pick<Core, 'scripts' | 'agents' | 'jobs'>,
  caller: Caller,
  {
    line,
    command,
    file,
    agents,
  }: Importable & {
    command: PythonCommand;
    file: SourceFile;
    agents: Map<string, { scriptId: string; agentId: string }>;
  },
): Promise<CrontabLine> {
  try {
    const key = JSON.stringify([file.path, command.args]);
    const by = agents.get(key) ?? (await createAgent(core, caller, { command, file }));
    agents.set(key, by);
    const title = line.comment.split('\n')[0]?.trim() || basename(file.path, '.py');
    const job = await withFreeName(title.slice(0, 150), (name) =>
      core.jobs.create(caller, {
        name,
        agentId: by.agentId,
        description: describeOrigin(line),
        policy: {},
        visibility: 'private',
        tags: [crontabTag],
        folder: '',
        triggers: line.schedule === null ? [] : [{ ...line.schedule, enabled: true }],
      }),
    );
    return { ...line, created: { jobId: job.id, ...by, jobName: job.name } };
  } catch (thrown) {
    if (thrown instanceof AppError) return { ...line, problem: thrown.message };
    throw thrown;
  }
}

async function createAgent(
  { scripts, agents }: Pick<Core, 'scripts' | 'agents'>,
  caller: Caller,
  { command, file }: { command: PythonCommand; file: SourceFile },
): Promise<{ scriptId: string; agentId: string }> {
  const described = {
    description: `Imported from ${file.path}`,
    tags: [crontabTag],
    folder: '',
    visibility: 'private' as const,
  };
  const stem = basename(file.path, '.py');
  const script = await withFreeName(stem, (name) =>
    scripts.create(caller, { ...described, name, ...contentOf(command, file) }),
  );
  await scripts.publish(caller, script.id, { activate: true });
  const agent = await withFreeName(stem, (name) =>
    agents.create(caller, {
      ...described,
      name,
      scriptId: script.id,
      version: null,
      mode: 'task',
      config: {},
      environment: 'TEST',
      profile: {},
      isActive: true,
    }),
  );
  return { scriptId: script.id, agentId: agent.id };
}

/** Arguments become those of a small file that runs the imported one as the line did. */
function contentOf({ args }: PythonCommand, file: SourceFile) {
  if (args.length === 0) return { content: file.content, entrypoint: 'main.py' };
  const name = basename(file.path);
  const start = [
    'import runpy',
    'import sys',
    '',
    `sys.argv = ${JSON.stringify([name, ...args])}`,
    `runpy.run_path(${JSON.stringify(name)}, run_name="__main__")`,
    '',
  ].join('\n');
  return {
    entrypoint: '_crontab.py',
    files: [
      { path: '_crontab.py', content: start },
      { path: name, content: file.content },
    ],
  };
}
