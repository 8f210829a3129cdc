import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { defaultProfile, type ProfileInput } from '#contract/profile.ts';
import { finalStatuses, type LogPage, type Run } from '#contract/runs.ts';
import { coerceError } from '../base/errors.ts';
import { type Client, withClient } from './connect.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { readJsonOption, readMemory, readPositive } from './options.ts';
import type { CommandWorld } from './world.ts';

interface RunOptions {
  dataDir?: string;
  input?: unknown;
  env: 'TEST';
  engine?: string;
  memory?: number;
  cpus?: number;
  network?: 'none' | 'lan' | 'full';
  timeout?: number;
  json?: boolean;
}

/** How often a run that waits is asked why. */
const lookEveryMs = 50;

export function addRunCommand(program: Command, world: CommandWorld): void {
  program
    .command('run')
    .description("run one Python file in a sandbox: its output here, its exit code as this command's")
    .argument('<file.py>', 'the script')
    .argument('[args...]', 'arguments for the script, after --')
    .option(
      '--data-dir <dir>',
      "the data directory (default: the system's place for application data; env AUTOMA_DATA_DIR)",
    )
    .option('--input <json>', "input for the script's main, as JSON or @file.json", readJsonOption)
    .option('--env <name>', 'environment', 'TEST')
    .option('--engine <name>', 'auto, docker, podman, local or embedded (env AUTOMA_ENGINE)')
    .option('--memory <size>', `memory limit (default: ${defaultProfile.memoryMb}m)`, readMemory)
    .option('--cpus <number>', `CPU limit (default: ${defaultProfile.cpus})`, readPositive)
    .option('--network <kind>', 'none, lan or full (default: none)')
    .option('--timeout <seconds>', `time limit (default: ${defaultProfile.timeoutSeconds})`, readPositive)
    .option('--json', 'print the finished run as JSON on stdout, its log on stderr')
    .action((file: string, args: string[], options: RunOptions) => run({ file, args }, options, world));
}

async function run(
  { file, args }: { file: string; args: string[] },
  options: RunOptions,
  world: CommandWorld,
): Promise<void> {
  const content = readScript(file);
  const entrypoint = basename(file);
  await withClient(world, options, async (client) => {
    const started = await client.runs.startFile({
      title: entrypoint,
      files: [{ path: entrypoint, content }],
      entrypoint,
      args,
      ...(options.input === undefined ? {} : { input: options.input }),
      environment: options.env,
      profile: toProfile(options),
    });
    const finished = await follow(client, started.run, options);
    if (options.json === true) process.stdout.write(`${JSON.stringify(finished, null, 2)}\n`);
    world.exitCode = explain(finished);
  });
}

function readScript(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new CommandError(exitCodes.usage, `${file} cannot be read: ${coerceError(thrown).message}`, thrown);
  }
}

function toProfile({ memory, cpus, network, timeout }: RunOptions): ProfileInput {
  return {
    isolation: 'any',
    limits: 'best-effort',
    ...(memory === undefined
      ? {}
      : { memoryMb: memory, tmpMb: Math.min(defaultProfile.tmpMb, Math.floor(memory / 2)) }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(network === undefined ? {} : { network }),
    ...(timeout === undefined ? {} : { timeoutSeconds: Math.ceil(timeout) }),
  };
}

/** Prints the log as it comes; Ctrl+C cancels the run. Answers the run when it is over. */
async function follow(client: Client, run: Run, options: RunOptions): Promise<Run> {
  const cancel = () => void client.runs.cancel({ id: run.id, reason: 'interrupted at the terminal' }).catch(() => {});
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    const begun = await untilBegun(client, run.id);
    if (isFinal(begun) && begun.logLines === 0) return begun;
    for await (const page of await client.runs.followLogs({ id: run.id, from: 1 })) printPage(page, options);
    return await untilFinal(client, run.id);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

/** A run that goes back to waiting with a reason cannot be made here: that is an answer, not something to wait for. */
async function untilBegun(client: Client, id: string): Promise<Run> {
  for (;;) {
    const run = await client.runs.get({ id });
    if (run.status !== 'queued' && run.status !== 'starting') return run;
    if (run.status === 'queued' && run.reason !== null) {
      await client.runs.cancel({ id, reason: run.reason }).catch(() => {});
      throw new CommandError(exitCodes.runNotMade, `the run could not be made: ${run.reason}`);
    }
    await delay(lookEveryMs);
  }
}

async function untilFinal(client: Client, id: string): Promise<Run> {
  for (;;) {
    const run = await client.runs.get({ id });
    if (isFinal(run)) return run;
    await delay(lookEveryMs);
  }
}

function isFinal(run: Run): boolean {
  return (finalStatuses as readonly string[]).includes(run.status);
}

function printPage({ lines }: LogPage, { json }: RunOptions): void {
  for (const { stream, text, continues } of lines) {
    const target = stream === 'stdout' && json !== true ? process.stdout : process.stderr;
    target.write(continues === true ? text : `${text}\n`);
  }
}

/** The script's own exit code where it has one; says in words what is not the script's doing. */
function explain(run: Run): number {
  const { status, reason, exitCode } = run;
  const attempt = run.attempts.at(-1);
  if (status === 'succeeded') return exitCodes.done;
  const syntax = attempt?.code === 'exception' ? /^(.+), line (\d+), column (\d+): (.*)$/s.exec(reason ?? '') : null;
  if (syntax !== null) {
    process.stderr.write(`${syntax[1]}: line ${syntax[2]}, column ${syntax[3]}: ${syntax[4]}\n`);
    return exitCodes.usage;
  }
  if (attempt?.code !== 'exit' && attempt?.code !== 'exception')
    process.stderr.write(`${status}: ${reason ?? 'no reason is known'}\n`);
  if (attempt?.code === 'sandbox' || status === 'lost' || attempt?.code === 'not-started') return exitCodes.runNotMade;
  return exitCode ?? (status === 'timed-out' ? 124 : exitCodes.failed);
}
