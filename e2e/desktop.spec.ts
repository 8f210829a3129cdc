import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { answerQuestions, callOverPort, questions } from './desktop-window.ts';
import { type LaunchedApp, launchApp } from './launch-app.ts';

let app: LaunchedApp;
let page: Page;
let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'automa-desktop-'));
  app = await launchApp(folder);
  page = await app.firstWindow();
});
test.afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test.describe('window', () => {
  test('shows the interface to the local owner without asking anybody to sign in', async () => {
    await expect(page).toHaveTitle(/Automa/);
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: /password/i })).toHaveCount(0);
  });

  test('carries the contract over a port: the caller is the owner of this machine', async () => {
    expect(await callOverPort(page, 'system/health')).toEqual({ status: 'ok' });
    expect(await callOverPort(page, 'auth/me')).toMatchObject({ via: 'owner', user: { role: 'admin' } });
  });

  test('connects again after a reload', async () => {
    await page.reload();
    await expect(page.getByRole('navigation').first()).toBeVisible();
    expect(await callOverPort(page, 'auth/me')).toMatchObject({ via: 'owner' });
  });
});

test.describe('tray and menu', () => {
  test('the tray says that nothing runs, and leads to the window', async () => {
    test.skip(app.kind === 'electron', 'Electron has no list of trays');
    const tray = await readTray();
    expect(tray.toolTip).toMatch(/^Automa: /);
    expect(tray.labels.slice(-2)).toEqual(['Open Automa', expect.stringMatching(/^Quit/)]);
  });

  test('the application menu goes to a place of the page', async () => {
    await app.evaluate(({ Menu }) => {
      const go = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Go');
      go?.submenu?.items.find(({ label }) => label === 'Jobs')?.click();
    });
    await expect(page).toHaveURL(/#\/jobs$/);
  });
});

test.describe('news of the core', () => {
  test('a job that fails is told natively once, turns the tray red, and leads to its run', async () => {
    test.skip(app.kind === 'electron', 'Electron has no list of notifications and trays');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    const jobId = await makeJob('nightly-report', 'raise SystemExit(3)');
    await callOverPort(page, 'jobs/runNow', { id: jobId });
    await expect.poll(shownNotifications, { timeout: 30_000 }).toHaveLength(1);
    const [notification] = await shownNotifications();
    expect(notification).toMatchObject({ title: 'nightly-report failed', actions: ['Open log', 'Re-run'] });
    await expect.poll(async () => (await readTray()).image).toMatch(/failing-on-/);
    expect((await readTray()).labels).toContain('Recent failures');

    await app.evaluate(({ Notification }) => {
      // The stand-in's own list
      const { shown } = Notification as unknown as { shown: { emit(event: string): void }[] };
      shown[0]?.emit('click');
    });
    await expect(page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/);
    await expect(page.getByText('nightly-report').first()).toBeVisible();
  });

  test('what runs is counted in the tray, and quitting asks about it', async () => {
    test.skip(app.kind === 'electron', 'Electron has no list of trays');
    await callOverPort(page, 'runs/startFile', {
      title: 'long work',
      files: [{ path: 'main.py', content: 'import time; time.sleep(120)' }],
      entrypoint: 'main.py',
    });
    await expect.poll(async () => (await readTray()).labels.join(), { timeout: 30_000 }).toContain('long work');
    expect((await readTray()).toolTip).toContain('1 running');

    await answerQuestions(app, 2); // the last button of three, or none: either cancels
    await app.evaluate(({ app: electronApp }) => electronApp.quit());
    await expect.poll(() => questions(app)).toEqual([expect.stringContaining('1 run is live')]);
    expect(await callOverPort(page, 'system/health')).toEqual({ status: 'ok' });
    const { items } = (await callOverPort(page, 'runs/list', { status: 'running' })) as { items: { id: string }[] };
    for (const { id } of items) await callOverPort(page, 'runs/cancel', { id });
    await expect.poll(async () => (await readTray()).labels.join(), { timeout: 30_000 }).not.toContain('long work');
  });
});

test.describe('lifetime', () => {
  test('closing the window asks once, then hides it and keeps running', async () => {
    await answerQuestions(app, 0);
    await closeWindow();
    await expect.poll(isVisible).toBe(false);
    expect(await questions(app)).toHaveLength(1);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
    await closeWindow();
    await expect.poll(isVisible).toBe(false);
    expect(await questions(app)).toHaveLength(1);
    expect(await callOverPort(page, 'system/health')).toEqual({ status: 'ok' });
  });

  test('I14 a second start brings the window to the front and ends', async () => {
    const before = page.url();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    expect(await app.startAgain('--remote-debugging-port=1', '--data-dir=/etc')).toBe(0);
    await expect.poll(isVisible).toBe(true);
    expect(page.url()).toBe(before);
  });

  test('I14 a deep link opens a view, and one that wants more is not heard', async () => {
    expect(await app.startAgain('automa://calendar')).toBe(0);
    await expect(page).toHaveURL(/#\/calendar$/);
    expect(await app.startAgain('automa://runs?start=1')).toBe(0);
    expect(await app.startAgain('automa://agents', 'automa://audit')).toBe(0);
    await callOverPort(page, 'system/health');
    expect(page.url()).toMatch(/#\/calendar$/);
  });

  test('quitting stops the core and lets the data directory go', async () => {
    await app.evaluate(({ app: electronApp }) => void setTimeout(() => electronApp.quit()));
    expect(await app.exited).toBe(0);
    app = await launchApp(folder);
    page = await app.firstWindow();
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });
});

test.describe('downloads', () => {
  const sizeBytes = 12 * 1024 * 1024; // more than a message over the port may hold

  test('a file of any size is saved as it is, and so are the log and the audit log', async () => {
    const content = `print('made')\nopen('/out/big.bin', 'wb').write(bytes(range(256)) * ${sizeBytes / 256})`;
    const id = await finish({ title: 'big', files: [{ path: 'main.py', content }] });
    await page.evaluate((run) => (location.hash = `#/runs/${run}`), id);
    const whole = Buffer.alloc(
      sizeBytes,
      Uint8Array.from({ length: 256 }, (_, index) => index),
    );
    const big = await save(/Download big\.bin/);
    expect(big.name).toBe('big.bin');
    expect(big.bytes.equals(whole)).toBe(true);
    expect((await save('Download the log')).bytes.toString()).toContain('made');

    await page.evaluate(() => (location.hash = '#/audit'));
    const exported = await save('Export JSON Lines');
    const last = JSON.parse(exported.bytes.toString().trimEnd().split('\n').at(-1) ?? '');
    expect([exported.name, typeof last.seq]).toEqual(['audit.jsonl', 'number']);
  });

  test('anything else is not saved, and only downloads have an address', async () => {
    const answers = await page.evaluate(async () => {
      const statusOf = async (path: string, method = 'GET') => (await fetch(path, { method })).status;
      return {
        jobs: await statusOf('/api/v1/jobs'),
        monitoring: await statusOf('/api/v1/monitoring/system'),
        noRun: await statusOf('/api/v1/runs/none/artifacts/a.txt'),
        written: await statusOf('/api/v1/audit/export', 'POST'),
      };
    });
    expect(answers).toEqual({ jobs: 404, monitoring: 404, noRun: 404, written: 405 });
    const begun = page.waitForEvent('download');
    await page.evaluate(() =>
      Object.assign(document.createElement('a'), { href: '/index.html', download: 'x' }).click(),
    );
    expect(await (await begun).failure()).toBe('canceled');
  });

  /** Clicks what saves a file, and answers what was saved. */
  async function save(button: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
    const begun = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).first().click();
    const download = await begun;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  async function finish(input: { title: string; files: object[] }): Promise<string> {
    const profile = { isolation: 'any', limits: 'best-effort' };
    const started = await callOverPort(page, 'runs/startFile', { ...input, entrypoint: 'main.py', profile });
    const { id } = (started as { run: { id: string } }).run;
    const status = async () => ((await callOverPort(page, 'runs/get', { id })) as { status: string }).status;
    await expect.poll(status, { timeout: 30_000 }).toBe('succeeded');
    return id;
  }
});

test.describe('settings of the window', () => {
  test('are changed in the page and in the menu, each follows the other, and the audit log knows', async () => {
    await page.evaluate(() => (location.hash = '#/settings'));
    const quiet = page.getByRole('switch', { name: /Quiet hours/ });
    await expect(quiet).not.toBeChecked();
    await quiet.click();
    await expect.poll(isQuietInMenu).toBe(true);
    await page.getByLabel('From').fill('21:30');
    await page.getByLabel('From').blur();
    await page.getByRole('checkbox', { name: 'is lost' }).click();
    await expect
      .poll(() => callOverPort(page, 'window/settings'))
      .toMatchObject({
        quietHours: { isOn: true, from: '21:30', to: '07:00' },
        notifyOf: ['failed', 'timed-out', 'back'],
      });
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('quiet-hours')?.click());
    await expect(quiet).not.toBeChecked();
    const log = await callOverPort(page, 'audit/logs', { action: 'window.update' });
    expect((log as { items: object[] }).items[0]).toMatchObject({
      actor: { type: 'owner' },
      via: 'desktop',
      details: { changed: { quietHours: { from: { isOn: true }, to: { isOn: false } } } },
    });
  });

  function isQuietInMenu(): Promise<boolean | undefined> {
    return app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('quiet-hours')?.checked);
  }
});

test.describe('power', () => {
  for (const event of ['resume', 'on-battery', 'on-ac']) {
    test(`has the scheduler look at the clock: ${event}`, async () => {
      test.skip(app.kind === 'electron', 'only the stand-in says when');
      const lastTickAt = async () =>
        ((await callOverPort(page, 'system/scheduler')) as { lastTickAt: string }).lastTickAt;
      await expect.poll(lastTickAt, { timeout: 30_000 }).not.toBeNull();
      const before = await lastTickAt();
      await app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name as 'resume'), event);
      await expect.poll(lastTickAt, { timeout: 3_000 }).not.toBe(before);
    });
  }
});

function closeWindow(): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}
function isVisible(): Promise<boolean | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
}
function readTray(): Promise<{ toolTip: string; image: string; labels: string[] }> {
  return app.evaluate(({ Tray }) => {
    // The stand-in's own list
    const [tray] = (
      Tray as unknown as { all: { toolTip: string; image: string; menu: { items: { label: string }[] } }[] }
    ).all;
    return {
      toolTip: tray?.toolTip ?? '',
      image: tray?.image ?? '',
      labels: tray?.menu.items.map(({ label }) => label) ?? [],
    };
  });
}
function shownNotifications(): Promise<{ title: string | undefined; actions: string[] }[]> {
  return app.evaluate(({ Notification }) => {
    // The stand-in's own list
    const { shown } = Notification as unknown as {
      shown: { options: { title?: string; actions?: { text: string }[] } }[];
    };
    return shown.map(({ options }) => ({
      title: options.title,
      actions: options.actions?.map(({ text }) => text) ?? [],
    }));
  });
}

/** A job that runs this code when it is asked to. */
async function makeJob(name: string, code: string): Promise<string> {
  const files = [{ path: 'main.py', content: code }];
  const script = (await callOverPort(page, 'scripts/create', { name, entrypoint: 'main.py', files })) as { id: string };
  await callOverPort(page, 'scripts/publish', { id: script.id });
  const agent = (await callOverPort(page, 'agents/create', { name, scriptId: script.id })) as { id: string };
  const job = (await callOverPort(page, 'jobs/create', { name, agentId: agent.id })) as { id: string };
  return job.id;
}
