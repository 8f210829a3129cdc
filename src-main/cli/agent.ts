import type { Command } from 'commander';
import type { Agent } from '#contract/agents.ts';
import { type Client, withClient } from './connect.ts';
import { findByName, listAll } from './find-by-name.ts';
import { readJsonOption } from './options.ts';
import { print, table } from './print.ts';
import { findScript } from './script.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

type Options = TargetOptions & PrintOptions;

export function addAgentCommands(program: Command, world: CommandWorld): void {
  const agent = program.command('agent').description('agents: scripts with an identity and limits');
  const add = (name: string) => withJson(withTarget(agent.command(name)));

  add('list')
    .description('all agents')
    .action((options: Options) =>
      withClient(world, options, async (client) =>
        print(await listAll((page) => client.agents.list(page)), options, toTable),
      ),
    );
  add('show')
    .description('one agent')
    .argument('<agent>', 'name or id')
    .action((name: string, options: Options) =>
      withClient(world, options, async (client) =>
        print(await findAgent(client, name), options, (found) => toTable([found])),
      ),
    );
  add('create')
    .description('give a script an identity and limits')
    .argument('<name>', "the agent's name")
    .requiredOption('--script <script>', 'name or id')
    .option('--any', 'may run in the local sandbox or embedded too, with the limits those can hold')
    .action((name: string, options: Options & { script: string; any?: boolean }) =>
      withClient(world, options, async (client) => {
        const { id: scriptId } = await findScript(client, options.script);
        const profile = options.any === true ? { isolation: 'any' as const, limits: 'best-effort' as const } : {};
        print(await client.agents.create({ name, scriptId, profile }), options, (made) => `${made.name}  ${made.id}`);
      }),
    );
  add('start')
    .description('run an agent once')
    .argument('<agent>', 'name or id')
    .option('--input <json>', 'input, as JSON or @file.json', readJsonOption)
    .action((name: string, options: Options & { input?: unknown }) =>
      withClient(world, options, async (client) => {
        const { id } = await findAgent(client, name);
        print(
          await client.agents.start({ id, ...(options.input === undefined ? {} : { input: options.input }) }),
          options,
          ({ run }) => run.id,
        );
      }),
    );
}

function findAgent(client: Client, name: string): Promise<Agent> {
  return findByName('agent', name, (page) => client.agents.list(page));
}

function toTable(agents: readonly Agent[]): string {
  return table(
    ['name', 'state', 'version', 'isolation', 'id'],
    agents.map((row) => [row.name, row.status.state, row.version ?? 'active', row.profile.isolation, row.id]),
  );
}
