// Runs a built Electron application with the stand-in in place of 'electron': node run.ts <application folder> [args]
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { type AppPackage, setBoot } from './boot.ts';
import { BrowserWindow } from './browser-window.ts';
import { startChromium } from './devtools.ts';
import electron from './electron.ts';
import { fromLoopback, serveSchemes } from './schemes.ts';
import { watchDownloads } from './session.ts';

/** What a test sends: a function as source, to be called with electron and an argument. */
interface Evaluation {
  id: number;
  source: string;
  arg: unknown;
}

const appDir = resolve(process.argv[2] ?? '.');
const appPackage: AppPackage = JSON.parse(readFileSync(join(appDir, 'package.json'), 'utf8'));
const electronUrl = import.meta.resolve('./electron.ts');
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier.startsWith('electron/')
      ? { url: electronUrl, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
Object.defineProperty(process.versions, 'electron', { value: '45.4.1' });
Object.defineProperty(process.versions, 'chrome', { value: '152.0.0.0' });
Object.assign(process, { type: 'browser', resourcesPath: join(appDir, 'resources'), defaultApp: true });

const { devtools, url } = await startChromium();
const userDataDir = process.env.STANDIN_USER_DATA ?? join(tmpdir(), `standin-data-${process.pid}`);
setBoot({ appDir, appPackage, devtools, userDataDir });
await serveSchemes();
await watchTargets();
await watchDownloads();
process.on('message', (evaluation: Evaluation) => void evaluate(evaluation));
process.send?.({ devtoolsUrl: url });
if (process.send === undefined) console.log(`[stand-in] ${url}`);

// 'ready' comes only after the main module was evaluated, as in Electron
const slow = setTimeout(() => {
  console.error('[stand-in] the main module is still being evaluated: a top-level await on app.whenReady() never ends');
}, 5_000);
await import(pathToFileURL(join(appDir, appPackage.main)).href);
clearTimeout(slow);
app.becomeReady();

/** Pop-ups a link opened by itself are closed again if the application denies them; a window may also be closed outside. */
async function watchTargets(): Promise<void> {
  devtools.on(
    'Target.targetCreated',
    ({ targetInfo }: { targetInfo: { targetId: string; openerId?: string; url: string } }) => {
      const { targetId, openerId } = targetInfo;
      const opener =
        openerId === undefined ? undefined : BrowserWindow.getAllWindows().find((window) => window.isTarget(openerId));
      if (opener?.refusesPopUp(fromLoopback(targetInfo.url)) !== true) return;
      devtools.send('Target.closeTarget', { targetId }).catch(() => {});
    },
  );
  devtools.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.isTarget(targetId))
      ?.destroy();
  });
  await devtools.send('Target.setDiscoverTargets', { discover: true });
}

/** `evaluate` of launch-app.ts, as Playwright's ElectronApplication has it. */
async function evaluate({ id, source, arg }: Evaluation): Promise<void> {
  try {
    const value = await new Function(`return (${source})`)()(electron, arg);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
