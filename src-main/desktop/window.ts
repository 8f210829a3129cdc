import { join } from 'node:path';
import { BrowserWindow, dialog, type Session, screen } from 'electron';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { SettingsStore } from './desktop-settings.ts';
import { openExternalLink } from './external-links.ts';
import { guardContents } from './guards.ts';
import type { Words } from './messages.ts';
import { urlOfView, type View } from './view.ts';
import { makeWebPreferences } from './web-preferences.ts';
import { defaultSize, fitBounds, smallestSize } from './window-bounds.ts';

/** The one window. It is made once and hidden rather than closed, so that it opens at once. */
export interface MainWindow {
  readonly window: BrowserWindow;
  /** Brings it to the front, at this view. Without one it stays where the person left it. */
  open(view?: View): void;
  /** Whether the person looks at it. */
  isWatched(): boolean;
}

export interface WindowOptions {
  session: Session;
  preloadFile: string;
  iconsDir: string;
  isPackaged: boolean;
  isHidden: boolean;
  firstView: View;
  settings: SettingsStore;
  words: Words;
  logger: Logger;
}

export function openMainWindow(options: WindowOptions): MainWindow {
  const { settings, words, logger } = options;
  const { bounds, isMaximized } = settings.get();
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...defaultSize,
    ...fitBounds(bounds, areas),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: words.say('app.name'),
    icon: join(options.iconsDir, 'automa-256.png'),
    webPreferences: makeWebPreferences(options),
  });
  guardContents(window.webContents, (url) => {
    openExternalLink(url, { window, words }).catch((error: unknown) =>
      logger.warn({ error }, 'a link could not be opened'),
    );
  });
  keepPageAlive(window, words, logger);
  window.once('ready-to-show', () => {
    if (options.isHidden) return;
    if (isMaximized) window.maximize();
    window.show();
  });
  const keepBounds = () => settings.set({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  window.on('hide', keepBounds);
  window.on('close', keepBounds);
  const load = (view: View) => {
    window.loadURL(urlOfView(view)).catch((thrown: unknown) => {
      logger.error({ error: coerceError(thrown), view }, 'the page could not be loaded');
    });
  };
  load(options.firstView);
  return {
    window,
    open: (view) => {
      if (window.isDestroyed()) return;
      if (view !== undefined) load(view);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isWatched: () => !window.isDestroyed() && window.isVisible() && window.isFocused(),
  };
}

/** Three times within a minute; after that it is the page itself that breaks (reliability row C22). */
const reloadLimit = { times: 3, withinMs: 60_000 };

/** Whether a page that broke down at these moments may be loaded again. */
export function mayReload(crashedAt: readonly number[], now: number): boolean {
  return crashedAt.filter((at) => now - at < reloadLimit.withinMs).length <= reloadLimit.times;
}

/** Loads the page again after its process died. Runs know nothing of it. */
function keepPageAlive(window: BrowserWindow, words: Words, logger: Logger): void {
  const crashedAt: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    crashedAt.push(now);
    logger.error({ reason, exitCode, times: crashedAt.length }, 'the process of the page is gone');
    if (mayReload(crashedAt, now)) window.webContents.reload();
    else dialog.showErrorBox(words.say('crash.message'), words.say('crash.detail'));
  });
}
