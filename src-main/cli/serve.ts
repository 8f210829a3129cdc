import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { systemActor } from '../access/principal.ts';
import { type App, startApp } from '../app.ts';
import { coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { type Environment, readEnvironment, resolveDataDir } from '../environment.ts';
import { type LocalSocket, serveLocalSocket } from '../http/local-socket.ts';
import { type HttpDoor, makeHttpDoor } from '../http/server.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { readPort } from './options.ts';
import type { CommandWorld } from './world.ts';

interface ServeOptions {
  dataDir?: string;
  host: string;
  port: number;
  allowedHost: string[];
  open?: boolean;
  stopRuns?: boolean;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

export function addServeCommand(program: Command, world: CommandWorld): void {
  program
    .command('serve')
    .description('the headless host: schedules and runs, and serves the API and the interface')
    .option(
      '--data-dir <dir>',
      "the data directory (default: the system's place for application data; env AUTOMA_DATA_DIR)",
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 picks a free one', readPort, 4680)
    .option(
      '--allowed-host <name>',
      'answer to this host name too (repeatable; env AUTOMA_ALLOWED_HOSTS)',
      (name: string, names: string[]) => [...names, name],
      [],
    )
    .option('--open', 'open the interface in a browser')
    .option('--stop-runs', 'on shutdown stop containers instead of leaving them to be taken up again')
    .action((options: ServeOptions) => serve(options, world));
}

async function serve(options: ServeOptions, world: CommandWorld): Promise<void> {
  if (!loopback.has(options.host)) {
    throw new CommandError(
      exitCodes.usage,
      `--host ${options.host}: this version listens on this machine only; use 127.0.0.1, ::1 or localhost`,
    );
  }
  const dataDir = resolveDataDir(options.dataDir, process.env);
  const environment = readEnvironment(dataDir, process.env);
  const { installation } = world;
  const stopAsked = askedToStop(); // heard from the first moment on: while it starts, the host has things to put away too
  const app = await startApp({ dataDir, role: 'host', environment, installation });
  let door: HttpDoor | undefined;
  let socket: LocalSocket | undefined;
  try {
    door = await makeHttpDoor(app.core, {
      trusted: {
        hosts: [...options.allowedHost, ...environment.AUTOMA_ALLOWED_HOSTS].map((name) => name.toLowerCase()),
        origins: environment.AUTOMA_TRUSTED_ORIGINS,
      },
      interfaceDir: installation.interfaceDir,
      docsDir: installation.docsDir,
      version: installation.version,
    });
    const setUpToken = await setUp(app, environment); // before anybody can ask
    const address = await listen(door, options);
    socket = await serveLocalSocket(app.core, dataDir);
    process.stdout.write(`automa listening on ${address}\n`);
    const link = setUpToken === undefined ? address : `${address}/#/set-up?token=${setUpToken}`;
    if (setUpToken !== undefined) {
      process.stdout.write(`Nobody can log in yet. Set up an administrator within 30 minutes: ${link}\n`);
    }
    if (options.open === true) openBrowser(link);
    await stopAsked;
  } finally {
    door?.drain();
    await Promise.all([door?.fastify.close(), socket?.close()]);
    await app.stop({ stopRuns: options.stopRuns === true });
  }
}

/** Creates the administrator the environment names, or answers the token of a set-up link while nobody can log in. */
async function setUp({ core }: App, environment: Environment): Promise<string | undefined> {
  const { AUTOMA_ADMIN_EMAIL: email, AUTOMA_ADMIN_PASSWORD: password } = environment;
  if ((email === undefined) !== (password === undefined)) {
    throw new CommandError(exitCodes.usage, 'set both AUTOMA_ADMIN_EMAIL and AUTOMA_ADMIN_PASSWORD, or neither');
  }
  if (email !== undefined && password !== undefined) {
    await core.access.setUp.createAdministrator(
      { email, password },
      { actor: systemActor, via: 'cli', requestId: newId() },
    );
  }
  return core.access.setUp.issueToken();
}

async function listen(door: HttpDoor, { host, port }: ServeOptions): Promise<string> {
  try {
    return await door.fastify.listen({ host, port });
  } catch (thrown) {
    const error = coerceError(thrown);
    const code = 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new CommandError(
        exitCodes.failed,
        `port ${port} on ${host} is taken; choose another with --port, or --port 0 for a free one`,
        thrown,
      );
    if (code === 'EACCES')
      throw new CommandError(
        exitCodes.failed,
        `port ${port} needs rights this user does not have; choose one above 1023`,
        thrown,
      );
    throw error;
  }
}

function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function openBrowser(link: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  if (command !== undefined) spawn(command, [...args, link], { stdio: 'ignore', detached: true }).on('error', () => {});
}
