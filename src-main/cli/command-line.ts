import { ORPCError } from '@orpc/client';
import { Command, CommanderError } from 'commander';
import { coerceError } from '../base/errors.ts';
import { DataDirectoryError } from '../db/data-directory-error.ts';
import { EnvironmentError } from '../environment.ts';
import { findInstallation } from '../installation.ts';
import { addAgentCommands } from './agent.ts';
import { addAuditCommands } from './audit.ts';
import { addDoctorCommand } from './doctor.ts';
import { addEventCommands } from './event.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { addImportCrontabCommand } from './import-crontab.ts';
import { addJobCommands } from './job.ts';
import { addLogsCommand } from './logs.ts';
import { addRunCommand } from './run.ts';
import { addRunsCommand } from './runs.ts';
import { addScriptCommands } from './script.ts';
import { addServeCommand } from './serve.ts';
import type { CommandWorld } from './world.ts';

/** Runs one command; answers its exit code. Nothing is thrown: what goes wrong is a sentence on stderr and a code. */
export async function runCommandLine(args: string[], entryFile: string): Promise<number> {
  const installation = findInstallation(entryFile);
  const world: CommandWorld = { installation, exitCode: exitCodes.done };
  const program = new Command('automa')
    .description('Manages, schedules, sandboxes, watches and audits your Python scripts on this machine.')
    .version(installation.version)
    .exitOverride()
    .showHelpAfterError('(automa --help lists the commands)');
  for (const add of [
    addServeCommand,
    addRunCommand,
    addScriptCommands,
    addAgentCommands,
    addJobCommands,
    addRunsCommand,
    addLogsCommand,
    addEventCommands,
    addImportCrontabCommand,
    addAuditCommands,
    addDoctorCommand,
  ]) {
    add(program, world);
  }
  overrideExits(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return world.exitCode;
  } catch (thrown) {
    return explain(thrown);
  }
}

function overrideExits(command: Command): void {
  for (const child of command.commands) overrideExits(child.exitOverride());
}

function explain(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage; // commander has said it already
  }
  const error = coerceError(thrown);
  process.stderr.write(`${error.message}\n`);
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof DataDirectoryError && error.kind === 'in-use') return exitCodes.inUse;
  if (error instanceof EnvironmentError) return exitCodes.usage;
  if (error instanceof ORPCError && error.status === 422) return exitCodes.usage;
  if (process.env.AUTOMA_LOG_LEVEL === 'debug') process.stderr.write(`${error.stack}\n`);
  return exitCodes.failed;
}
