import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { listProblems } from '#contract/errors.ts';
import { type Job, JobInput } from '#contract/jobs.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { coerceError } from '../base/errors.ts';
import { type Client, withClient } from './connect.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { findByName, listAll } from './find-by-name.ts';
import { readCount, readJsonOption } from './options.ts';
import { print, table } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

type Options = TargetOptions & PrintOptions;

export function addJobCommands(program: Command, world: CommandWorld): void {
  const job = program.command('job').description('jobs: what runs when, and how');
  const add = (name: string) => withJson(withTarget(job.command(name)));
  const act = <More extends object>(
    name: string,
    description: string,
    perform: (client: Client, id: string, more: More) => Promise<Job>,
  ) =>
    add(name)
      .description(description)
      .argument('<job>', 'name or id')
      .action((wanted: string, options: Options & More) =>
        withClient(world, options, async (client) =>
          print(
            await perform(client, (await findJob(client, wanted)).id, options),
            options,
            ({ name: called, state, nextAt }) => `${called}: ${state}, next ${nextAt ?? 'never'}`,
          ),
        ),
      );

  add('list')
    .description('all jobs')
    .action((options: Options) =>
      withClient(world, options, async (client) =>
        print(await listAll((page) => client.jobs.list(page)), options, toTable),
      ),
    );
  add('show')
    .description('one job with its triggers')
    .argument('<job>', 'name or id')
    .action((name: string, options: Options) =>
      withClient(world, options, async (client) =>
        print(await findJob(client, name), options, (found) =>
          [
            toTable([found]),
            '',
            table(
              ['kind', 'expression', 'zone', 'next'],
              found.triggers.map((row) => [row.kind, row.expr, row.timezone, row.nextAt]),
            ),
          ].join('\n'),
        ),
      ),
    );
  add('create')
    .description('create a job from a JSON file as POST /api/v1/jobs takes it')
    .requiredOption('--file <job.json>', 'the file')
    .action((options: Options & { file: string }) =>
      withClient(world, options, async (client) =>
        print(
          await client.jobs.create(readJob(options.file)),
          options,
          (made) => `${made.name}  ${made.id}  next ${made.nextAt ?? 'never'}`,
        ),
      ),
    );
  add('run-now')
    .description('start a run of the job now')
    .argument('<job>', 'name or id')
    .option('--input <json>', 'input, as JSON or @file.json', readJsonOption)
    .action((name: string, options: Options & { input?: unknown }) =>
      withClient(world, options, async (client) => {
        const { id } = await findJob(client, name);
        print(
          await client.jobs.runNow({ id, ...(options.input === undefined ? {} : { input: options.input }) }),
          options,
          ({ run }) => run.id,
        );
      }),
    );
  act('pause', 'nothing new fires until resumed', (client, id) => client.jobs.pause({ id }));
  act('resume', 'fires again, from now on', (client, id) => client.jobs.resume({ id }));
  act('skip-next', 'leaves out its next instant, and that alone', (client, id) => client.jobs.skipNext({ id }));
  act('unskip-next', 'takes back what skip-next left out', (client, id) => client.jobs.unskipNext({ id }));
  act<{ seconds?: number; until?: string }>(
    'snooze',
    'skips what falls due for a while',
    (client, id, { seconds, until }) => client.jobs.snooze({ id, ...dropUndefined({ seconds, until }) }),
  )
    .option('--seconds <seconds>', 'for so long', readCount)
    .option('--until <instant>', 'until then, such as 2026-10-22T14:32:08+02:00');
  act('cancel', 'ends the job for good', (client, id) => client.jobs.cancel({ id }));
}

function findJob(client: Client, name: string): Promise<Job> {
  return findByName('job', name, (page) => client.jobs.list(page));
}

function readJob(file: string): JobInput {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new CommandError(exitCodes.usage, `${file}: ${coerceError(thrown).message}`, thrown);
  }
  const read = JobInput.safeParse(content);
  if (read.success) return read.data;
  throw new CommandError(
    exitCodes.usage,
    listProblems(read.error.issues)
      .map(({ path, message }) => `${file}: ${path}: ${message}`)
      .join('\n'),
  );
}

function toTable(jobs: readonly Job[]): string {
  return table(
    ['name', 'state', 'next', 'triggers', 'id'],
    jobs.map((row) => [row.name, row.state, row.nextAt, row.triggers.length, row.id]),
  );
}
