// The same product behind two doors: a browser on the headless host, and the window of the desktop application.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Client, withClient } from '../../src-main/cli/connect.ts';
import { findInstallation } from '../../src-main/installation.ts';
import { launchApp } from '../launch-app.ts';
import { engineOfTests, startHost } from './host-process.ts';
import { signIn } from './sign-in.ts';
import { type PageFaults, watchPage } from './watch-page.ts';

export type DoorName = 'browser' | 'window';

export interface Door {
  name: DoorName;
  page: Page;
  faults: PageFaults;
  /** Goes to an address of the interface, such as `/jobs`. */
  go(path: string): Promise<void>;
  /** Asks the core itself, as the command line does: what somebody else at this machine does meanwhile. */
  ask<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
  /** A second tab of the same person. Only a browser has one. */
  openTab(): Promise<Page>;
  /** The host goes away and another comes on the same port and data directory. Only a headless host does. */
  stopHost(): Promise<void>;
  startHost(): Promise<void>;
  /** The host stands still with its connections open. */
  freezeHost(): void;
  thawHost(): void;
  close(): Promise<void>;
}

const installation = findInstallation(resolve(import.meta.dirname, '../../src-main/cli.ts'));

/**
 * Opens the door of this project before the first test of a file and closes it after the last: one host per file.
 * Whatever the page complains about on its console fails the test it happens in.
 */
export function shareDoor(prepare?: (client: Client) => Promise<void>): Door {
  let opened: Door | undefined;
  const current = () => {
    if (opened === undefined) throw new Error('the door is open while tests run, not while they are collected');
    return opened;
  };
  test.beforeAll(async ({ browser }, { project }) => {
    test.setTimeout(180_000); // scripts are run while things are made
    opened = project.name === 'window' ? await openWindow() : await openBrowser(() => browser.newContext());
    if (prepare !== undefined) await opened.ask(prepare);
    await expect(opened.page.getByRole('heading', { level: 1 })).toBeVisible();
  });
  test.afterEach(() => expect(opened?.faults.all() ?? [], 'the page complains about nothing').toEqual([]));
  test.afterAll(() => opened?.close());
  return {
    get name() {
      return current().name;
    },
    get page() {
      return current().page;
    },
    get faults() {
      return current().faults;
    },
    go: (path) => current().go(path),
    ask: (work) => current().ask(work),
    openTab: () => current().openTab(),
    stopHost: () => current().stopHost(),
    startHost: () => current().startHost(),
    freezeHost: () => current().freezeHost(),
    thawHost: () => current().thawHost(),
    close: () => current().close(),
  };
}

async function openBrowser(newContext: () => Promise<BrowserContext>): Promise<Door> {
  const dataDir = makeFolder();
  let host = await startHost(dataDir);
  const { url } = host;
  const context = await newContext();
  await signIn(context, url);
  const page = await context.newPage();
  const faults = watchPage(page);
  await page.goto(url);
  return {
    name: 'browser',
    page,
    faults,
    ...steps(page, dataDir),
    openTab: async () => {
      const tab = await context.newPage();
      await tab.goto(page.url());
      return tab;
    },
    stopHost: () => host.stop(),
    startHost: async () => {
      host = await startHost(dataDir, { port: Number(new URL(url).port) });
    },
    freezeHost: () => host.freeze(),
    thawHost: () => host.thaw(),
    close: async () => {
      await context.close();
      await host.stop();
      removeFolder(dataDir);
    },
  };
}

async function openWindow(): Promise<Door> {
  const folder = makeFolder();
  const app = await launchApp(folder, { AUTOMA_ENGINE: engineOfTests(), AUTOMA_LOG_LEVEL: 'warn' });
  const page = await app.firstWindow();
  const onlyBrowser = () => Promise.reject(new Error('the window has neither tabs nor a host of its own'));
  const neverFrozen = () => {
    throw new Error('the window and its host are one process');
  };
  return {
    name: 'window',
    page,
    faults: watchPage(page),
    ...steps(page, join(folder, 'data')),
    openTab: onlyBrowser,
    stopHost: onlyBrowser,
    startHost: onlyBrowser,
    freezeHost: neverFrozen,
    thawHost: neverFrozen,
    close: async () => {
      await app.close();
      removeFolder(folder);
    },
  };
}

function steps(page: Page, dataDir: string): Pick<Door, 'go' | 'ask'> {
  return {
    go: (path) =>
      page.evaluate((to) => {
        location.hash = `#${to}`;
      }, path),
    ask: (work) => withClient({ installation, exitCode: 0 }, { dataDir }, work),
  };
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'automa-ui-'));
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
