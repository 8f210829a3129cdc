import type { Command } from 'commander';
import type { Installation } from '../installation.ts';

/** What commands share: where the product lies, and how the process will end. */
export interface CommandWorld {
  installation: Installation;
  exitCode: number;
}

/** Options that say which Automa a command speaks to. */
export interface TargetOptions {
  dataDir?: string;
  url?: string;
  token?: string;
}

export interface PrintOptions {
  json?: boolean;
}

/** Adds `--data-dir`, and for commands that can speak to another host `--url` and `--token`. */
export function withTarget(command: Command): Command {
  return command
    .option(
      '--data-dir <dir>',
      "the data directory (default: the system's place for application data; env AUTOMA_DATA_DIR)",
    )
    .option('--url <url>', 'speak to the host at this address instead (env AUTOMA_URL)')
    .option('--token <token>', 'API token for --url (env AUTOMA_TOKEN)');
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print the result as JSON');
}
