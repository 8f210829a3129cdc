import { app, Menu, session } from 'electron';
import type { Caller } from '../access/caller.ts';
import { actorOf } from '../access/principal.ts';
import type { Core } from '../api/call-context.ts';
import { coerceError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { showBadge } from './badge.ts';
import { findDeepLink, linkScheme, parseDeepLink } from './deep-links.ts';
import { type DesktopSettings, openDesktopSettings } from './desktop-settings.ts';
import { guardPermissions } from './guards.ts';
import { openIpcDoor } from './ipc-door.ts';
import { isStartedHidden, setStartAtLogin } from './login-item.ts';
import { makeAppMenu } from './menu.ts';
import { makeWords } from './messages.ts';
import { watchEndedRuns } from './notifications.ts';
import { readOverview } from './overview.ts';
import { listPageFiles, servePageFile } from './page-files.ts';
import { watchPower } from './power.ts';
import { keepOpen } from './quit.ts';
import { openTray } from './tray.ts';
import { makeTrayModel } from './tray-menu.ts';
import { pageScheme, type View } from './view.ts';
import { openMainWindow } from './window.ts';

export interface DesktopOptions {
  core: Core;
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
  const { core } = options;
  const settings = openDesktopSettings();
  const words = makeWords(app.getPreferredSystemLanguages());
  const files = listPageFiles(options.interfaceDir);

  // A session of its own: what guards it was set on it, whatever the default one allows
  const pageSession = session.fromPartition('persist:ui');
  pageSession.protocol.handle(pageScheme, (request) => servePageFile(files, options.headers, request));
  guardPermissions(pageSession);
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
    model: makeTrayModel(readOverview(core, ownerOf(core)), words),
    actions: { open, quit: () => app.quit() },
    onMissing: (error) => core.logger.warn({ error }, 'there is no tray here; closing the window quits'),
  });
  if (tray !== undefined) releases.push(() => tray.close());
  else main.open(); // hidden, and without a tray, nobody would find it
  const quitting = keepOpen({
    core,
    caller: () => ownerOf(core),
    window: main.window,
    hasTray: tray !== undefined,
    settings: { get: settings.get, set: changeSettings },
    words,
    stop: async (how) => {
      for (const release of releases.reverse()) release();
      await options.stop(how);
    },
  });
  releases.push(
    followCore(core, () => {
      const overview = readOverview(core, ownerOf(core));
      tray?.show(makeTrayModel(overview, words));
      showBadge(main.window, overview);
    }),
    watchEndedRuns({
      core,
      caller: () => ownerOf(core),
      words,
      quietHours: () => settings.get().quietHours,
      isWatched: main.isWatched,
      open,
    }),
    watchPower({
      wake: options.wake,
      battery: (isOnBattery) => core.logger.info({ isOnBattery }, 'the power source changed'),
      shutDown: () => quitting.quitNow(),
    }),
  );
  showMenu();
  listenForLinks(main.open);

  function showMenu(): void {
    const actions = { open, quit: () => app.quit(), change: changeSettings };
    const model = { platform: process.platform, isPackaged: app.isPackaged, settings: settings.get(), words, actions };
    Menu.setApplicationMenu(Menu.buildFromTemplate(makeAppMenu(model)));
  }

  function changeSettings(change: Partial<DesktopSettings>): void {
    settings.set(change);
    if (change.startAtLogin !== undefined) setStartAtLogin(change.startAtLogin);
    showMenu();
  }
}

/** The person at this desktop, as every act of the shell is recorded. */
function ownerOf(core: Core): Caller {
  const principal = core.access.localOwner();
  return { principal, context: { actor: actorOf(principal), via: 'desktop', requestId: newId() } };
}

/** Calls `refresh` soon after runs or jobs changed, and once a minute; answers how to stop. */
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
    if (changes.some(({ topic }) => topic === 'runs' || topic === 'jobs')) timer ??= setTimeout(run, gatherMs);
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
