import type { Session, WebPreferences } from 'electron';

/** How every window is made (research on reliability, section 2.1; reliability row I1). */
export function makeWebPreferences(options: {
  preloadFile: string;
  session: Session;
  isPackaged: boolean;
}): WebPreferences {
  return {
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
    devTools: !options.isPackaged,
    preload: options.preloadFile,
    session: options.session,
  };
}
