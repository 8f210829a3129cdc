import type { Command } from 'commander';
import { withClient } from './connect.ts';
import { readJsonOption } from './options.ts';
import { print } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

interface PublishOptions extends TargetOptions, PrintOptions {
  payload?: unknown;
  source?: string;
  subject?: string;
  dedupeKey?: string;
}

export function addEventCommands(program: Command, world: CommandWorld): void {
  const event = program.command('event').description('events: tell that something happened');
  withJson(withTarget(event.command('publish')))
    .description('publish an event; jobs that wait for it run')
    .argument('<type>', 'words joined by dots, such as order.created')
    .option('--payload <json>', 'what happened, as JSON or @file.json', readJsonOption)
    .option('--source <name>', 'who tells it (default: you)')
    .option('--subject <text>', 'what it is about, such as order/17')
    .option('--dedupe-key <key>', 'told again under this key within a day, nothing happens')
    .action((type: string, options: PublishOptions) =>
      withClient(world, options, async (client) => {
        const { payload, source, subject, dedupeKey } = options;
        const published = await client.events.publish({
          type,
          ...(payload === undefined ? {} : { payload }),
          ...(source === undefined ? {} : { source }),
          ...(subject === undefined ? {} : { subject }),
          ...(dedupeKey === undefined ? {} : { dedupeKey }),
        });
        print(published, options, ({ event: { id }, triggered }) =>
          [id, ...triggered.map((runId) => `run ${runId}`)].join('\n'),
        );
      }),
    );
}
