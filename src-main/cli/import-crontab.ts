import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { CrontabLine } from '#contract/crontab.ts';
import type { SourceFile } from '#contract/source-file.ts';
import { coerceError } from '../base/errors.ts';
import { withClient } from './connect.ts';
import { crontabTable } from './crontab-table.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { print } from './print.ts';
import { type CommandWorld, type PrintOptions, type TargetOptions, withJson, withTarget } from './world.ts';

interface ImportOptions extends TargetOptions, PrintOptions {
  system?: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

export function addImportCrontabCommand(program: Command, world: CommandWorld): void {
  withJson(withTarget(program.command('import-crontab')))
    .description('show what a crontab becomes, then create its jobs')
    .argument('[file]', 'the crontab; without it, yours (crontab -l)')
    .option('--system', 'lines name a user, as in /etc/crontab (known by itself for files under /etc)')
    .option('--dry-run', 'only show')
    .option('--yes', 'create without asking')
    .action((file: string | undefined, options: ImportOptions) =>
      withClient(world, options, async (client) => {
        const text = readText(file);
        const hasUserColumn = options.system ?? (file !== undefined && resolve(file).startsWith('/etc/'));
        const seen = await client.crontab.import({ text, hasUserColumn, files: [], dryRun: true });
        const files = readFiles(seen.lines, file === undefined ? process.cwd() : dirname(resolve(file)));
        const shown = await client.crontab.import({ text, hasUserColumn, files, dryRun: true });
        const count = shown.lines.filter(isTaken).length;
        const isOnlyShown = options.dryRun === true || count === 0;
        if (options.json !== true || isOnlyShown) print(shown, options, ({ lines }) => crontabTable(lines));
        if (isOnlyShown || !(await isWanted(count, options))) return;
        const made = await client.crontab.import({ text, hasUserColumn, files, dryRun: false });
        print(made, options, ({ lines }) =>
          lines.flatMap(({ line, created }) => (created === null ? [] : `line ${line}: ${created.jobName}`)).join('\n'),
        );
        const wanted = new Set(shown.lines.filter(isTaken).map(({ line }) => line));
        if (made.lines.some(({ line, created }) => created === null && wanted.has(line)))
          throw new CommandError(exitCodes.failed, 'not every line could be taken over; see above');
      }),
    );
}

/** What becomes a job where nobody chooses. */
function isTaken({ problem, existing }: CrontabLine): boolean {
  return problem === null && existing === null;
}

function readText(file: string | undefined): string {
  if (file === undefined) {
    const listed = spawnSync('crontab', ['-l'], { encoding: 'utf8' });
    if (listed.status === 0) return listed.stdout;
    throw new CommandError(
      exitCodes.failed,
      `crontab -l: ${listed.error?.message ?? listed.stderr.trim()}; name a file`,
    );
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new CommandError(exitCodes.usage, `${file} cannot be read: ${coerceError(thrown).message}`, thrown);
  }
}

/** The scripts the lines run, as far as they are here. */
function readFiles(lines: readonly CrontabLine[], folder: string): SourceFile[] {
  const named = new Set(lines.flatMap(({ file }) => file ?? []));
  return [...named].flatMap((path) => {
    for (const place of [resolve(folder, path), resolve(folder, basename(path))]) {
      try {
        return { path, content: readFileSync(place, 'utf8') };
      } catch {
        // the line will say that it needs the file
      }
    }
    return [];
  });
}

async function isWanted(count: number, options: ImportOptions): Promise<boolean> {
  if (options.yes || options.json || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Create ${count === 1 ? 'this job' : `these ${count} jobs`}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
