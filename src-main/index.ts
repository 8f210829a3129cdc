// The desktop application. Nothing is awaited at the top level: Electron becomes ready only after this was evaluated.
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { startApp } from './app.ts';
import { coerceError } from './base/errors.ts';
import { DataDirectoryError } from './db/data-directory-error.ts';
import { claimApplication } from './desktop/claim-application.ts';
import { openDesktopSettings } from './desktop/desktop-settings.ts';
import { makeWords } from './desktop/messages.ts';
import { openDesktop } from './desktop/open-desktop.ts';
import { desktopPower } from './desktop/power.ts';
import { makeWindowPort } from './desktop/window-port.ts';
import { readEnvironment, resolveDataDir } from './environment.ts';
import { serveLocalSocket } from './http/local-socket.ts';
import { securityHeaders } from './http/security-headers.ts';
import { findInstallation } from './installation.ts';

if (claimApplication()) app.whenReady().then(start).catch(giveUp);
else app.quit();

/** The same host as `automa serve`, shown on this desktop; it listens to no network (reliability row H1). */
async function start(): Promise<void> {
  const dataDir = resolveDataDir(undefined, process.env);
  const environment = readEnvironment(dataDir, process.env);
  const installation = findInstallation(import.meta.filename);
  const settings = openDesktopSettings();
  const port = makeWindowPort(settings);
  const host = await startApp({ dataDir, role: 'host', environment, installation, window: port, power: desktopPower });
  const socket = await serveLocalSocket(host.core, dataDir);
  const stop = async (how: { stopRuns: boolean }) => {
    await socket.close();
    await host.stop(how);
  };
  try {
    openDesktop({
      core: host.core,
      settings,
      port,
      headers: securityHeaders,
      interfaceDir: installation.interfaceDir,
      iconsDir: join(installation.root, 'resources/icons'),
      preloadFile: join(installation.root, 'out/preload/index.cjs'),
      wake: host.wake,
      stop,
    });
  } catch (thrown) {
    await stop({ stopRuns: false });
    throw thrown;
  }
}

function giveUp(thrown: unknown): void {
  const error = coerceError(thrown);
  dialog.showErrorBox(makeWords(app.getPreferredSystemLanguages()).say('start.failed'), error.message);
  app.exit(error instanceof DataDirectoryError && error.kind === 'in-use' ? 3 : 1);
}
