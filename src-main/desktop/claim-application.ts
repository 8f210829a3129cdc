import { join } from 'node:path';
import { app, protocol } from 'electron';
import { pageScheme } from './view.ts';

/**
 * What has to be said before Electron is ready. False when Automa runs already: that instance is told of our command
 * line, and this one has to end.
 */
export function claimApplication(): boolean {
  // Chromium's profile in a folder of its own: on some systems the default would be the core's data directory.
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', join(app.getPath('appData'), 'automa-window'));
  }
  if (!app.requestSingleInstanceLock()) return false;
  app.enableSandbox();
  // Windows shows notifications of installed applications only, by the id electron-builder installs them under
  if (process.platform === 'win32') app.setAppUserModelId('automa.desktop');
  // Research on reliability, section 2.1
  const privileges = {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    codeCache: true,
    corsEnabled: false,
    bypassCSP: false,
    allowServiceWorkers: false,
  };
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges }]);
  return true;
}
