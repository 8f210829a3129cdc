// `npm run screens [-- empty|ten|many … screen …]`: every screen in light and dark at three widths, into out/screens.
// Fails when a page complains on its console, which is also where its content security policy reports.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { type Client, withClient } from '../../src-main/cli/connect.ts';
import { findInstallation } from '../../src-main/installation.ts';
import { makeRuns } from '../bench/make-runs.ts';
import { startHost } from '../ui/host-process.ts';
import { signIn } from '../ui/sign-in.ts';
import { watchPage } from '../ui/watch-page.ts';
import { listScreens, type Screen } from './list-screens.ts';
import { makeTenThings, type Things } from './make-ten-things.ts';
import { goAndSettle, settle } from './settle.ts';

/** What stands in the data directory when the pictures are taken. */
const fillings = {
  empty: () => Promise.resolve(undefined),
  ten: makeTenThings,
  many: findThings,
} as const;
type Filling = keyof typeof fillings;

const widths = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
];
const schemes = ['light', 'dark'] as const;
const manyRuns = { runs: 10_000, jobs: 300, live: 0 };
const folder = resolve(import.meta.dirname, '../../out/screens');
const installation = findInstallation(resolve(import.meta.dirname, '../../src-main/cli.ts'));
const executablePath = process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium';

const asked = process.argv.slice(2);
const names = Object.keys(fillings) as Filling[]; // keys of the record above
const wanted = names.filter((name) => asked.includes(name));
const onlyScreens = asked.filter((word) => !names.some((name) => name === word));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic'] });
const faults: string[] = [];
let pictures = 0;
try {
  for (const filling of wanted.length > 0 ? wanted : names) await takeAll(filling);
} finally {
  await browser.close();
}
console.log(`${pictures} pictures in ${folder}`);
for (const fault of new Set(faults)) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

/** A host of its own for each filling. */
async function takeAll(filling: Filling): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-screens-'));
  if (filling === 'many') makeRuns({ dataDir, ...manyRuns, endAt: Date.now() });
  const host = await startHost(dataDir);
  try {
    const things = await withClient({ installation, exitCode: 0 }, { dataDir }, fillings[filling]);
    const picturesOf = join(folder, filling);
    if (onlyScreens.length === 0) rmSync(picturesOf, { recursive: true, force: true });
    mkdirSync(picturesOf, { recursive: true });
    await takePictures({ url: host.url, things, filling });
  } finally {
    await host.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Sitting {
  url: string;
  things: Things | undefined;
  filling: Filling;
}

async function takePictures({ url, things, filling }: Sitting): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  if (filling === 'empty') await takeScreen(await openPage(url), { name: 'sign-in', path: '/' }, filling);
  await signIn(context, url);
  const page = await openPage(url);
  for (const screen of listScreens(things)) await takeScreen(page, screen, filling);
  await context.close();

  async function openPage(address: string): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(address);
    return opened;
  }
}

/** One screen in both schemes at all widths; what its page complained about meanwhile is kept with its name. */
async function takeScreen(page: Page, screen: Screen, filling: Filling): Promise<void> {
  if (onlyScreens.length > 0 && !onlyScreens.includes(screen.name)) return;
  const watched = watchPage(page);
  await goAndSettle(page, screen.path);
  for (const size of widths) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      const name = `${screen.name}-${colorScheme}-${size.width}.png`;
      await page.screenshot({ path: join(folder, filling, name), animations: 'disabled' });
      pictures += 1;
    }
  }
  for (const fault of watched.all()) faults.push(`${filling} ${screen.name}: ${fault}`);
  watched.stop();
}

/** One of each kind of what is there already. */
async function findThings(client: Client): Promise<Things> {
  const first = async (list: Promise<{ items: readonly { id: string }[] }>) => (await list).items[0]?.id ?? '';
  return {
    script: await first(client.scripts.list({ limit: 1 })),
    agent: await first(client.agents.list({ limit: 1 })),
    job: await first(client.jobs.list({ limit: 1 })),
    run: await first(client.runs.list({ limit: 1, status: 'succeeded' })),
    failedRun: await first(client.runs.list({ limit: 1, status: 'failed' })),
  };
}
