import type { Command } from 'commander';
import type { LogPage } from '#contract/runs.ts';
import { type Client, withClient } from './connect.ts';
import { readCount } from './options.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

interface LogsOptions extends TargetOptions, PrintOptions {
  follow?: boolean;
  from: number;
}

export function addLogsCommand(program: Command, world: CommandWorld): void {
  withJson(withTarget(program.command('logs')))
    .description("a run's log: stdout to stdout, all else to stderr")
    .argument('<run>', 'its id')
    .option('-f, --follow', 'stay until the run is over')
    .option('--from <n>', 'begin at this line', readCount, 1)
    .action((id: string, options: LogsOptions) =>
      withClient(world, options, async (client) => {
        for await (const page of pagesOf(client, id, options)) printPage(page, options);
      }),
    );
}

async function* pagesOf(client: Client, id: string, { follow, from }: LogsOptions): AsyncGenerator<LogPage> {
  if (follow === true) return yield* await client.runs.followLogs({ id, from: Math.max(1, from) });
  for (let next = Math.max(1, from); ; ) {
    const page = await client.runs.logs({ id, from: next, limit: 5_000 });
    yield page;
    if (page.nextFrom > page.total) return;
    next = page.nextFrom;
  }
}

function printPage({ lines }: LogPage, { json }: PrintOptions): void {
  for (const line of lines) {
    if (json === true) process.stdout.write(`${JSON.stringify(line)}\n`);
    else
      (line.stream === 'stdout' ? process.stdout : process.stderr).write(
        line.continues === true ? line.text : `${line.text}\n`,
      );
  }
}
