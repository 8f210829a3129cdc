import { app, dialog, Menu, session } from 'electron';
import type { WindowSettingsPatch } from '#contract/window.ts';
import type { Core } from '../api/call-context.ts';
import { changeWindowSettings, type WindowPort } from '../api/window-settings.ts';
import { coerceError } from '../base/errors.ts';
import { powerMoved } from '../events/system-events.ts';
import { showBadge } from './badge.ts';
import { findDeepLink, linkScheme, parseDeepLink } from './deep-links.ts';
import type { SettingsStore } from './desktop-settings.ts';
import { guardPermissions } from './guards.ts';
import { openIpcDoor } from './ipc-door.ts';
import { isStartedHidden } from './login-item.ts';
import { makeAppMenu } from './menu.ts';
import { makeWords } from './messages.ts';
import { watchEndedRuns } from './notifications.ts';
import { readOverview } from './overview.ts';
import { ownerOf } from './owner.ts';
import { listPageFiles, servePageFile } from './page-files.ts';
import { watchPower } from './power.ts';
import { keepOpen } from './quit.ts';
import { openTray } from './tray.ts';
import { makeTrayModel } from './tray-menu.ts';
import { pageScheme, type View } from './view.ts';
import { openMainWindow } from './window.ts';
import { guardDownloads, isDownloadUrl, serveDownload } from './window-downloads.ts';

export interface DesktopOptions {
  core: Core;
  settings: SettingsStore;
  /** The same settings as the core has them. */
  port: WindowPort;
  /** What every file of the page carries: the content security policy and its companions. */
  headers: Readonly<Record<string, string>>;
  interfaceDir: string;
  iconsDir: string;
  preloadFile: string;
  /** The scheduler looks at the clock now. */
  wake(): void;
  /** Ends the core; the application exits when it is over. */
  stop(options: { stopRuns: boolean }): Promise<void>;
}

/** The tray and the badge follow the core at this distance. */
const gatherMs = 300;
/** Times in the menu, and failures that are no news any more. */
const refreshEveryMs = 60_000;

/** Shows the core on this desktop: window, tray, notifications, menus, and what the system has to say. */
export function openDesktop(options: DesktopOptions): void {
  const { core, settings, port } = options;
  const words = makeWords(app.getPreferredSystemLanguages());
  const files = listPageFiles(options.interfaceDir);

  // A session of its own: what guards it was set on it, whatever the default one allows
  const pageSession = session.fromPartition('persist:ui');
  pageSession.protocol.handle(pageScheme, (request) =>
    isDownloadUrl(request.url)
      ? serveDownload(core, options.headers, request)
      : servePageFile(files, options.headers, request),
  );
  guardPermissions(pageSession);
  guardDownloads(pageSession, (name) =>
    dialog.showErrorBox(words.say('download.failed', { name }), words.say('download.detail')),
  );
  const main = openMainWindow({
    session: pageSession,
    preloadFile: options.preloadFile,
    iconsDir: options.iconsDir,
    isPackaged: app.isPackaged,
    isHidden: isStartedHidden(process.argv),
    firstView: findDeepLink(process.argv) ?? '/',
    settings,
    words,
    logger: core.logger,
  });
  const open = (view: View) => main.open(view);
  const releases = [openIpcDoor(core, main.window.webContents)];

  const tray = openTray({
    iconsDir: options.iconsDir,
    model: makeTrayModel(readOverview(core, ownerOf(core)), words, core.clock.now()),
    actions: { open, quit: () => app.quit(), hold, release },
    onMissing: (error) => core.logger.warn({ error }, 'there is no tray here; closing the window quits'),
  });
  if (tray !== undefined) releases.push(() => tray.close());
  else main.open(); // hidden, and without a tray, nobody would find it
  const quitting = keepOpen({
    core,
    caller: () => ownerOf(core),
    window: main.window,
    hasTray: tray !== undefined,
    keepInTray: {
      get: () => settings.get().keepInTray,
      set: (keepInTray) => changeSettings({ keepInTray }),
    },
    words,
    stop: async (how) => {
      for (const release of releases.reverse()) release();
      await options.stop(how);
    },
  });
  releases.push(
    followCore(core, () => {
      const overview = readOverview(core, ownerOf(core));
      tray?.show(makeTrayModel(overview, words, core.clock.now()));
      showBadge(main.window, overview);
    }),
    watchEndedRuns({
      core,
      caller: () => ownerOf(core),
      words,
      settings: settings.get,
      isWatched: main.isWatched,
      open,
    }),
    watchPower({
      wake: options.wake,
      slept: (to) => tellSleep(core, to),
      shutDown: () => quitting.quitNow(),
    }),
  );
  showMenu();
  releases.push(
    core.changes.listen((changes) => {
      if (changes.some(({ topic }) => topic === 'window')) showMenu();
    }),
  );
  listenForLinks(main.open);

  function showMenu(): void {
    const actions = { open, quit: () => app.quit(), change: changeSettings };
    const model = { platform: process.platform, isPackaged: app.isPackaged, settings: port.settings(), words, actions };
    Menu.setApplicationMenu(Menu.buildFromTemplate(makeAppMenu(model)));
  }

  function hold(until: number | null): void {
    const wish = {
      until: until === null ? null : new Date(until).toISOString(),
      reason: words.say('tray.pauseReason'),
    };
    attempt('everything could not be held', () => core.holding.hold(ownerOf(core), wish));
  }

  function release(made: 'skip' | 'catch-up'): void {
    attempt('the hold could not be released', () => core.holding.release(ownerOf(core), { made }));
  }

  /** What fails in the tray has nowhere to say so but the log; the tray keeps showing how things are. */
  function attempt(failure: string, act: () => unknown): void {
    try {
      act();
    } catch (thrown) {
      core.logger.warn({ error: coerceError(thrown) }, failure);
    }
  }

  function changeSettings(patch: WindowSettingsPatch): void {
    try {
      changeWindowSettings(core, port, { context: ownerOf(core).context, patch });
    } catch (thrown) {
      core.logger.warn({ error: coerceError(thrown) }, 'a setting of the window could not be changed');
      showMenu(); // a box was ticked already
    }
  }
}

function tellSleep(core: Core, to: 'suspended' | 'resumed'): void {
  try {
    core.events.tell([powerMoved(to)]);
  } catch (thrown) {
    core.logger.error({ error: coerceError(thrown) }, 'that the machine slept could not be told');
  }
}

/** A hold is news of the system. */
const followed: ReadonlySet<string> = new Set(['runs', 'jobs', 'system']);

/** Calls `refresh` soon after something it shows changed, and once a minute; answers how to stop. */
function followCore(core: Core, refresh: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    timer = undefined;
    try {
      refresh();
    } catch (thrown) {
      core.logger.warn({ error: coerceError(thrown) }, 'the tray could not be brought up to date');
    }
  };
  const stopListening = core.changes.listen((changes) => {
    if (changes.some(({ topic }) => followed.has(topic))) timer ??= setTimeout(run, gatherMs);
  });
  const minutes = setInterval(run, refreshEveryMs);
  return () => {
    stopListening();
    clearTimeout(timer);
    clearInterval(minutes);
  };
}

/** Other programs may bring the window to the front, at a view; what else they say is not heard (row I14). */
function listenForLinks(open: (view?: View) => void): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on('second-instance', (_event, argv) => open(findDeepLink(argv)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(parseDeepLink(url));
  });
  app.on('activate', () => open());
}
