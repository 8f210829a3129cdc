import type { Command } from 'commander';
import { resolveDataDir } from '../environment.ts';
import { diagnose } from './diagnose.ts';
import { exitCodes } from './exit-codes.ts';
import { print } from './print.ts';
import { repair } from './repair.ts';
import { type CommandWorld, type PrintOptions, withJson } from './world.ts';

interface DoctorOptions extends PrintOptions {
  dataDir?: string;
  fix?: boolean;
}

export function addDoctorCommand(program: Command, world: CommandWorld): void {
  withJson(program.command('doctor'))
    .description('what works on this machine, what does not, and how to mend it')
    .option(
      '--data-dir <dir>',
      "the data directory (default: the system's place for application data; env AUTOMA_DATA_DIR)",
    )
    .option('--fix', 'build or load the image and make what is missing in the data directory')
    .action(async (options: DoctorOptions) => {
      const dataDir = resolveDataDir(options.dataDir, process.env);
      if (options.fix === true) await repair(world.installation, dataDir);
      const report = await diagnose(world.installation, dataDir);
      print(report, options, ({ findings }) =>
        findings
          .map(
            ({ ok, name, detail, fix }) =>
              `${ok ? '✓' : '✗'} ${name.padEnd(18)} ${detail}${ok || fix === null ? '' : `\n  ${' '.repeat(18)} ${fix}`}`,
          )
          .join('\n'),
      );
      if (!report.canRun) world.exitCode = exitCodes.cannotRun;
    });
}
