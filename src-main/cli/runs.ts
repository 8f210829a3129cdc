import { type Command, InvalidArgumentError } from 'commander';
import { RunStatus } from '#contract/runs.ts';
import { withClient } from './connect.ts';
import { findByName } from './find-by-name.ts';
import { readCount } from './options.ts';
import { print, table } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

interface RunsOptions extends TargetOptions, PrintOptions {
  job?: string;
  status?: RunStatus;
  limit: number;
}

export function addRunsCommand(program: Command, world: CommandWorld): void {
  withJson(withTarget(program.command('runs')))
    .description('runs, newest first')
    .option('--job <job>', 'of this job: name or id')
    .option('--status <status>', RunStatus.options.join(', '), readStatus)
    .option('--limit <n>', 'how many', readCount, 20)
    .action((options: RunsOptions) =>
      withClient(world, options, async (client) => {
        const job =
          options.job === undefined
            ? undefined
            : await findByName('job', options.job, (page) => client.jobs.list(page));
        const page = await client.runs.list({
          limit: Math.min(200, Math.max(1, options.limit)),
          ...(job === undefined ? {} : { jobId: job.id }),
          ...(options.status === undefined ? {} : { status: options.status }),
        });
        print(page.items, options, (runs) =>
          table(
            ['what', 'status', 'exit', 'queued', 'ms', 'executor', 'id'],
            runs.map((run) => [
              run.title,
              run.status,
              run.exitCode,
              run.queuedAt,
              run.durationMs,
              run.executor,
              run.id,
            ]),
          ),
        );
      }),
    );
}

function readStatus(text: string): RunStatus {
  const read = RunStatus.safeParse(text);
  if (!read.success) throw new InvalidArgumentError(`choose one of ${RunStatus.options.join(', ')}.`);
  return read.data;
}
