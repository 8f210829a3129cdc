import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { type Client, withClient } from '../../src-main/cli/connect.ts';
import { type HostProcess, startHost } from '../ui/host-process.ts';
import { signIn } from '../ui/sign-in.ts';
import { type Bench, inWords, type Result, spreadOf } from './measure.ts';
import { installation } from './open-host.ts';

const executablePath = process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium';
const rounds = 10;
const lines = 1_000_000;
const scrollMs = 6_000;
/** About what a hand does on a wheel. */
const wheelEveryMs = 16;
/** Quick enough to see that the lines come after, slow enough that each place is drawn. */
const jumpEveryMs = 100;

/** P13: the interface as a browser on this machine gets it, and how it scrolls through a million lines. */
export const userInterface: Bench = {
  name: 'interface',
  run: async () => {
    if (!existsSync(executablePath)) return { skipped: `there is no browser at ${executablePath}` };
    if (!existsSync(join(installation.root, 'out/main/cli.js'))) return { skipped: 'nothing is built: npm run build' };
    const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
    const host = await startHost(dataDir, { engine: process.env.AUTOMA_ENGINE ?? 'auto' });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic'] });
    try {
      const first = await measureFirstPaint(browser, host);
      const run = await withClient({ installation, exitCode: 0 }, { dataDir }, flood);
      return [first, ...(await measureScrolling(browser, host, run))];
    } finally {
      await browser.close();
      await host.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

/** With nothing cached: a new profile of the browser each time. */
async function measureFirstPaint(browser: Browser, host: HostProcess): Promise<Result> {
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const context = await browser.newContext();
    await signIn(context, host.url);
    const page = await context.newPage();
    await page.addInitScript({ content: noteMeaningfulPaint });
    await page.goto(host.url);
    const at = Number(await page.evaluate('window.meaningfulPaintAt'));
    if (round > 0) samples.push(at); // the first one warms up host and disk
    await context.close();
  }
  const spread = spreadOf(samples);
  return {
    id: 'P13',
    what: 'first meaningful paint from the headless host, nothing cached',
    measured: spread.median,
    unit: 'ms',
    bar: 1_000,
    isUpperBound: true,
    note: `${inWords(spread)}, ${browser.version()}`,
  };
}

/** When the first screen stands with what it is about, and that was painted. */
const noteMeaningfulPaint = `
  window.meaningfulPaintAt = new Promise((painted) => {
    const look = () => {
      const stands = document.querySelector('main h1') && document.querySelector('main h2');
      if (stands) requestAnimationFrame(() => setTimeout(() => painted(performance.now())));
      else requestAnimationFrame(look);
    };
    look();
  });
`;

async function measureScrolling(browser: Browser, host: HostProcess, runId: string): Promise<Result[]> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  await signIn(context, host.url);
  const page = await context.newPage();
  await page.goto(`${host.url}/#/runs/${runId}`);
  const log = page.getByRole('log');
  await log.getByText('item 1.').waitFor();
  const box = await log.boundingBox();
  if (box === null) throw new Error('the log has no place on the screen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);

  const idle = await watchFrames(page, () => delay(scrollMs));
  const wheeled = await watchFrames(page, () => repeat(wheelEveryMs, () => page.mouse.wheel(0, 480)));
  const dragged = await watchFrames(page, () =>
    repeat(jumpEveryMs, () =>
      log.evaluate('(element) => { element.scrollTop = Math.random() * element.scrollHeight; }'),
    ),
  );
  await context.close();
  const row = (what: string, frames: Frames): Result => ({
    id: 'P13',
    what: `longest frame while ${what}`,
    measured: frames.longestMs,
    unit: 'ms',
    bar: 50,
    isUpperBound: true,
    note: `${frames.count} frames, p99 ${frames.p99Ms.toFixed(1)} ms, ${frames.over} over 50 ms, ${frames.busy} of them by our own code; an idle page had ${idle.longestMs.toFixed(1)} ms`,
  });
  return [row('the wheel turns over 1 M lines', wheeled), row('the scroll bar is dragged over 1 M lines', dragged)];
}

interface Frames {
  count: number;
  longestMs: number;
  p99Ms: number;
  over: number;
  /** Frames whose script and layout took over 50 ms, as the browser itself says. */
  busy: number;
}

/** The time between one frame and the next, for as long as the work takes. */
async function watchFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`
    window.frames_ = { gaps: [], busy: 0, isOver: false };
    window.frames_.observer = new PerformanceObserver((list) => { window.frames_.busy += list.getEntries().length; });
    window.frames_.observer.observe({ type: 'long-animation-frame' });
    let last;
    const step = (now) => {
      if (last !== undefined) window.frames_.gaps.push(now - last);
      last = now;
      if (!window.frames_.isOver) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  `);
  await work();
  const seen = await page.evaluate(
    '(() => { const { gaps, busy, observer } = window.frames_; window.frames_.isOver = true; observer.disconnect(); return { gaps, busy }; })()',
  );
  const { gaps, busy } = seen as { gaps: number[]; busy: number }; // as written right above
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    count: gaps.length,
    longestMs: sorted.at(-1) ?? Number.NaN,
    p99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? Number.NaN,
    over: gaps.filter((gap) => gap > 50).length,
    busy,
  };
}

async function repeat(everyMs: number, act: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + scrollMs;
  while (performance.now() < until) {
    await act();
    await delay(everyMs);
  }
}

/** A million lines in whatever sandbox works here; answers the run once it is over. */
async function flood(client: Client): Promise<string> {
  const content = [
    'import sys',
    `for first in range(1, ${lines + 1}, 1000):`,
    '    sys.stdout.write("".join(f"\\x1b[32mINFO\\x1b[0m worker: item {n}. was fetched, parsed and stored\\n" for n in range(first, first + 1000)))',
    '',
  ].join('\n');
  const { run } = await client.runs.startFile({
    title: 'flood.py',
    entrypoint: 'flood.py',
    files: [{ path: 'flood.py', content }],
    profile: { isolation: 'any', limits: 'best-effort', logCapMb: 1_024, cpus: 1 },
  });
  for await (const _page of await client.runs.followLogs({ id: run.id }));
  for (;;) {
    const { status, reason, logLines, finishedAt } = await client.runs.get({ id: run.id });
    if (finishedAt === null) continue;
    // On a busy machine the host may add a line of its own, such as that it waits for the engine
    if (status !== 'succeeded' || logLines < lines)
      throw new Error(`the run is ${status} (${reason}) with ${logLines} lines`);
    return run.id;
  }
}
