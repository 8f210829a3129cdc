import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, chromium, type Page } from '@playwright/test';

type Electron = typeof import('electron');

/** The desktop application as a test sees it: the part of Playwright's ElectronApplication both kinds have. */
export interface LaunchedApp {
  kind: 'electron' | 'stand-in';
  firstWindow(): Promise<Page>;
  /** Calls a function in the main process. It is sent as source: it sees its parameters and nothing else of the test. */
  evaluate<Result, Argument = undefined>(
    fn: (electron: Electron, arg: Argument) => Result,
    arg?: Argument,
  ): Promise<Awaited<Result>>;
  /** Starts the application again while this one runs; resolves with the exit code of that second one. */
  startAgain(...args: string[]): Promise<number | null>;
  /** The exit code, once it has ended by itself. */
  exited: Promise<number | null>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..');
const standIn = join(import.meta.dirname, 'standin/run.ts');

/** Starts the built application on a user-data folder and a data directory inside of it. */
export async function launchApp(userData: string, variables: Record<string, string> = {}): Promise<LaunchedApp> {
  const folders = { AUTOMA_DATA_DIR: join(userData, 'data'), STANDIN_USER_DATA: join(userData, 'window') };
  const env = { ...process.env, ...variables, ...folders };
  const binary = findElectron();
  return binary === undefined ? launchStandIn(env) : launchElectron(binary, env);
}

/** Electron's binary. Never by `require('electron')`: that would try to download it. */
export function findElectron(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pointer = join(folder, 'path.txt');
  const binary = existsSync(pointer) ? join(folder, 'dist', readFileSync(pointer, 'utf8')) : undefined;
  return binary !== undefined && existsSync(binary) ? binary : undefined;
}

type Env = Record<string, string | undefined> & { STANDIN_USER_DATA: string };

async function launchElectron(binary: string, env: Env): Promise<LaunchedApp> {
  const args = [root, `--user-data-dir=${env.STANDIN_USER_DATA}`];
  const app = await _electron.launch({ executablePath: binary, args, env: definedOf(env) });
  return {
    kind: 'electron',
    firstWindow: () => app.firstWindow(),
    // Playwright and electron.d.ts name the same functions by types of their own
    evaluate: (fn, arg) => app.evaluate(fn as never, arg) as never,
    startAgain: (...more) => exitOf(spawn(binary, [...args, ...more], { env, stdio: 'inherit' })),
    exited: exitOf(app.process()),
    close: () => app.close(),
  };
}

async function launchStandIn(env: Env): Promise<LaunchedApp> {
  const start = (...args: string[]) =>
    fork(standIn, [root, ...args], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const child = start();
  const exited = exitOf(child);
  const devtoolsUrl = await new Promise<string>((found, failed) => {
    child.once('message', (message: { devtoolsUrl: string }) => found(message.devtoolsUrl));
    void exited.then((code) => failed(new Error(`the stand-in ended with ${code}`)));
  });
  const browser = await chromium.connectOverCDP(devtoolsUrl);
  let lastId = 0;
  return {
    kind: 'stand-in',
    firstWindow: async () => {
      for (let attempt = 0; attempt < 600; attempt++) {
        const page = browser
          .contexts()[0]
          ?.pages()
          .find((each) => each.url() !== 'about:blank');
        if (page !== undefined) return page;
        await delay(50);
      }
      throw new Error('the application opened no window');
    },
    evaluate: (fn, arg) => {
      const id = ++lastId;
      return new Promise((done, failed) => {
        const hear = (answer: { id: number; value?: unknown; error?: string }) => {
          if (answer.id !== id) return;
          child.off('message', hear);
          if (answer.error === undefined)
            done(answer.value as never); // what `fn` returned, over JSON
          else failed(new Error(answer.error));
        };
        child.on('message', hear);
        child.send({ id, source: fn.toString(), arg });
      });
    },
    startAgain: (...args) => exitOf(start(...args)),
    exited,
    close: async () => {
      child.kill('SIGTERM');
      await exited;
      await browser.close().catch(() => {});
    },
  };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => {
    if (child.exitCode !== null) done(child.exitCode);
    else child.once('exit', done);
  });
}

function definedOf(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
