import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import type { Script } from '#contract/scripts.ts';
import { coerceError } from '../base/errors.ts';
import { type Client, withClient } from './connect.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { findByName, listAll } from './find-by-name.ts';
import { readCount } from './options.ts';
import { print, table } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

type Options = TargetOptions & PrintOptions;

export function addScriptCommands(program: Command, world: CommandWorld): void {
  const script = program.command('script').description('scripts and their versions');
  const add = (name: string) => withJson(withTarget(script.command(name)));

  add('list')
    .description('all scripts')
    .action((options: Options) =>
      withClient(world, options, async (client) =>
        print(await listAll((page) => client.scripts.list(page)), options, toTable),
      ),
    );
  add('show')
    .description('one script with its versions')
    .argument('<script>', 'name or id')
    .action((name: string, options: Options) =>
      withClient(world, options, async (client) => {
        const found = await findScript(client, name);
        const { items: versions } = await client.scripts.versions({ id: found.id });
        print({ ...found, versions }, options, () =>
          [
            toTable([found]),
            '',
            table(
              ['version', 'active', 'made', 'changelog'],
              versions.map((row) => [row.number, row.active ? 'yes' : '', row.createdAt, row.changelog]),
            ),
          ].join('\n'),
        );
      }),
    );
  add('push')
    .description("store a file as a script's draft; makes the script if there is none of that name")
    .argument('<file>', 'a .py, .zip or .tar.gz')
    .option('--name <name>', "the script's name (default: the file's)")
    .option('--publish', 'publish it as the next version')
    .action((file: string, options: Options & { name?: string; publish?: boolean }) =>
      withClient(world, options, async (client) => {
        const bytes = readUpload(file);
        const name = options.name ?? basename(file, extname(file)).replace(/\.tar$/, '');
        const known = await findByName('script', name, (page) => client.scripts.list(page)).catch(() => undefined);
        const { id } = known ?? (await client.scripts.create({ name }));
        const artifact = new File([new Uint8Array(bytes)], basename(file));
        const { draft, version } = await client.scripts.upload({ id, artifact, publish: options.publish === true });
        const { problems } = draft.validation;
        for (const { path, line, column, message, severity } of problems)
          process.stderr.write(`${path}: line ${line}, column ${column}: ${severity}: ${message}\n`);
        print(
          await client.scripts.get({ id }),
          options,
          (made) => `${made.name}  ${made.id}${version === null ? '' : `  version ${version.number}`}`,
        );
        if (!draft.validation.ok)
          throw new CommandError(exitCodes.usage, 'stored with errors; it cannot be published like this');
      }),
    );
  add('publish')
    .description('freeze the draft as the next version, and activate it')
    .argument('<script>', 'name or id')
    .option('--changelog <text>', 'what is new')
    .option('--no-activate', 'leave the active version as it is')
    .action((name: string, options: Options & { changelog?: string; activate: boolean }) =>
      withClient(world, options, async (client) => {
        const { id } = await findScript(client, name);
        const { activate, changelog } = options;
        const published = await client.scripts.publish({
          id,
          activate,
          ...(changelog === undefined ? {} : { changelog }),
        });
        print(published, options, ({ version, created }) =>
          created ? `version ${version.number}` : `nothing changed since version ${version.number}`,
        );
      }),
    );
  add('activate')
    .description('point the script at a version, also backwards')
    .argument('<script>', 'name or id')
    .argument('<version>', 'its number', readCount)
    .action((name: string, version: number, options: Options) =>
      withClient(world, options, async (client) => {
        const { id } = await findScript(client, name);
        print(
          await client.scripts.activate({ id, number: version }),
          options,
          (made) => `${made.name}: version ${made.activeVersion} is active`,
        );
      }),
    );
}

export function findScript(client: Client, name: string): Promise<Script> {
  return findByName('script', name, (page) => client.scripts.list(page));
}

function readUpload(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new CommandError(exitCodes.usage, `${file} cannot be read: ${coerceError(thrown).message}`, thrown);
  }
}

function toTable(scripts: readonly Script[]): string {
  return table(
    ['name', 'active', 'latest', 'changed', 'id'],
    scripts.map((row) => [row.name, row.activeVersion, row.latestVersion, row.updatedAt, row.id]),
  );
}
