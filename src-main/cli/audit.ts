import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { withClient } from './connect.ts';
import { exitCodes } from './exit-codes.ts';
import { print } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

export function addAuditCommands(program: Command, world: CommandWorld): void {
  const audit = program.command('audit').description('the audit log');
  withJson(withTarget(audit.command('verify')))
    .description('check every entry, the chain and its anchor')
    .action((options: TargetOptions & PrintOptions) =>
      withClient(world, options, async (client) => {
        const verdict = await client.audit.verify();
        print(verdict, options, ({ ok, entries, firstBroken }) =>
          ok ? `${entries} entries, all in order` : `entry ${firstBroken?.seq} is broken: ${firstBroken?.why}`,
        );
        if (!verdict.ok) world.exitCode = exitCodes.failed;
      }),
    );
  withTarget(audit.command('export'))
    .description('every entry as JSON Lines')
    .option('--output <file>', 'write to this file instead of stdout')
    .action((options: TargetOptions & { output?: string }) =>
      withClient(world, options, async (client) => {
        const exported = Buffer.from(await (await client.audit.export({})).arrayBuffer());
        if (options.output === undefined) process.stdout.write(exported);
        else await writeFile(options.output, exported, { mode: 0o600 });
      }),
    );
}
