// Section I of the research on reliability: what a page that turned against us could do.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { answerQuestions, callOverPort, openedOutside, questions } from './desktop-window.ts';
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

test.describe('the window', () => {
  test('I1 every window is sandboxed, isolated and without Node', async () => {
    const all = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        // Electron's typings leave out this method, which its own tests use
        const contents = webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        const { session: _session, preload: _preload, ...preferences } = contents.getLastWebPreferences();
        return preferences;
      }),
    );
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
  });

  test('I3 nothing but the built page is served', async () => {
    const statuses = await page.evaluate(async () => {
      const paths = [
        '/package.json',
        '/../package.json',
        '/%2e%2e%2fpackage.json',
        '/assets/..%5c..%5cindex.html',
        '//etc/passwd',
        '/assets/',
      ];
      const answers = await Promise.all(paths.map((path) => fetch(location.origin + path)));
      const post = await fetch('/index.html', { method: 'POST' });
      return [...answers.map(({ status }) => status), post.status];
    });
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 405]);
  });

  test('I7 the page gets the reviewed bridge and nothing more', async () => {
    const seen = await page.evaluate(() => {
      const world = window as unknown as Record<string, object | undefined>;
      return {
        bridge: Object.keys(world.automa ?? {}),
        leaked: ['require', 'process', 'ipcRenderer', 'electron', 'module', 'Buffer'].filter((name) => name in world),
      };
    });
    expect(seen).toEqual({ bridge: ['platform'], leaked: [] });
  });
});

test.describe('I4 navigation', () => {
  const attempts: Record<string, () => void> = {
    'by location': () => {
      location.href = 'https://example.org/';
    },
    'by a link': () => {
      const link = Object.assign(document.createElement('a'), { href: 'https://example.org/' });
      document.body.append(link);
      link.click();
      link.remove();
    },
    'by a form': () => {
      const form = Object.assign(document.createElement('form'), { action: 'https://example.org/', method: 'post' });
      document.body.append(form);
      form.submit();
      form.remove();
    },
    'by meta refresh': () => {
      const meta = Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: '0; url=https://example.org/',
      });
      document.head.append(meta);
      meta.remove();
    },
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    test(`${name} is refused`, async () => {
      const before = page.url();
      await countRefusals();
      await page.evaluate(attempt);
      await expect.poll(refusals).toBeGreaterThan(0);
      expect(page.url()).toBe(before);
      expect(await page.evaluate(() => document.title)).toMatch(/Automa/);
    });
  }

  test('to a file leads nowhere', async () => {
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'file:///etc/passwd';
    });
    await callOverPort(page, 'system/health'); // the page is still there and connected
    expect(page.url()).toBe(before);
  });

  test('a frame of somebody else stays empty', async () => {
    const isEmpty = await page.evaluate(async () => {
      const frame = Object.assign(document.createElement('iframe'), { src: 'https://example.org/' });
      const settled = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await settled;
      const { length } = window;
      frame.remove();
      return length === 1;
    });
    expect(isEmpty).toBe(true);
    expect(page.frames().filter((frame) => frame.url().includes('example.org'))).toEqual([]);
  });

  test('a pop-up does not open; an https address is asked about, and opened only after a yes', async () => {
    const pages = page.context().pages().length;
    await answerQuestions(app, 1);
    await page.evaluate(() => window.open('https://example.org/denied'));
    await expect.poll(() => questions(app)).toHaveLength(1);
    expect(await questions(app)).toEqual([expect.stringContaining('example.org')]);
    await answerQuestions(app, 0);
    await page.evaluate(() => window.open('https://example.org/allowed'));
    await expect.poll(() => openedOutside(app)).toEqual(['https://example.org/allowed']);
    expect(page.context().pages()).toHaveLength(pages);
  });

  test('I5 other addresses are not even asked about', async () => {
    await answerQuestions(app, 0);
    for (const url of [
      'file:///etc/passwd',
      'smb://host/share',
      'http://example.org/',
      'data:text/html,x',
      'ms-settings:',
      'https://user@example.org/',
    ]) {
      await page.evaluate((each) => window.open(each), url);
    }
    await callOverPort(page, 'system/health'); // whatever came before it on the way to the main process was heard
    expect(await questions(app)).toEqual([]);
    expect(await openedOutside(app)).toEqual([]);
  });
});

test.describe('what the page may ask of the system', () => {
  test('I10 permissions are denied, but for notifications and writing the clipboard', async () => {
    const states = await page.evaluate(async () => {
      const ask = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
      return {
        geolocation: await ask('geolocation'),
        notifications: await ask('notifications'),
        clipboard: await ask('clipboard-read'),
      };
    });
    expect(states).toEqual({ geolocation: 'denied', notifications: 'granted', clipboard: 'denied' });
  });

  test('I10 devices and screens are denied whoever asks', async () => {
    test.skip(app.kind === 'electron', 'Electron does not tell which handlers are set');
    const answers = await app.evaluate(({ session }) => {
      // What the stand-in's session remembers
      const page = session.fromPartition('persist:ui') as unknown as {
        requestHandler(contents: null, permission: string, answer: (isGiven: boolean) => void, details: object): void;
        checkHandler(contents: null, permission: string, origin: string): boolean;
        deviceHandler(details: object): boolean;
        displayMediaHandler(request: object, answer: (streams: object | null) => void): void;
      };
      const given: unknown[] = [page.deviceHandler({ deviceType: 'usb' })];
      page.displayMediaHandler({}, (streams) => given.push(streams));
      page.requestHandler(null, 'notifications', (isGiven) => given.push(isGiven), {
        isMainFrame: false,
        requestingUrl: 'app://ui/',
      });
      page.requestHandler(null, 'notifications', (isGiven) => given.push(isGiven), {
        isMainFrame: true,
        requestingUrl: 'https://example.org/',
      });
      given.push(
        page.checkHandler(null, 'notifications', 'https://example.org/'),
        page.checkHandler(null, 'hid', 'app://ui'),
      );
      return given;
    });
    expect(answers).toEqual([false, null, false, false, false, false]);
  });

  test('I13 a webview is not attached', async () => {
    const prevented = await app.evaluate(({ BrowserWindow }) => {
      const event = { defaultPrevented: false, preventDefault: () => Object.assign(event, { defaultPrevented: true }) };
      BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', event, {}, {});
      return event.defaultPrevented;
    });
    expect(prevented).toBe(true);
  });

  test('I9 what scripts say is text: nothing of it runs, and neither does an inline script', async () => {
    const title = '<img src=x onerror="window.wasRun=1">';
    const files = [{ path: 'main.py', content: 'print("<script>window.wasRun=1</script>")' }];
    const { run } = (await callOverPort(page, 'runs/startFile', { title, files, entrypoint: 'main.py' })) as {
      run: { id: string };
    };
    await page.evaluate((id) => {
      location.hash = `#/runs/${id}`;
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.wasRun = 1' }));
    }, run.id);
    await expect(page.getByText(title).first()).toBeVisible();
    await expect(page.getByText('<script>window.wasRun=1</script>').first()).toBeVisible({ timeout: 30_000 });
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
  });
});

/** From now on what our guards prevent is counted, and what the content security policy blocks. */
async function countRefusals(): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const refused = { count: 0 };
    Object.assign(globalThis, { refused });
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-frame-navigate', ({ defaultPrevented }) => {
      if (defaultPrevented) refused.count += 1;
    });
  });
  await page.evaluate(() => {
    const blocked = { count: 0 };
    Object.assign(window, { blocked });
    document.addEventListener('securitypolicyviolation', () => (blocked.count += 1));
  });
}
async function refusals(): Promise<number> {
  const prevented = await app.evaluate(() => (globalThis as unknown as { refused: { count: number } }).refused.count);
  return prevented + (await page.evaluate(() => (window as unknown as { blocked: { count: number } }).blocked.count));
}
