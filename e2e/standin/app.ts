import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getBoot } from './boot.ts';
import { takeInstanceLock } from './single-instance.ts';
import { preventable, strict } from './strict.ts';

/** What quitting needs to know of a window. */
export interface OpenWindow {
  close(): void;
  isDestroyed(): boolean;
}

/** All windows that are open, by id. */
export const openWindows = new Map<number, OpenWindow>();

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: () => {},
    hasSwitch: (name: string) => name === 'user-data-dir',
    getSwitchValue: (name: string) => (name === 'user-data-dir' ? getBoot().userDataDir : ''),
  });
  /** Looked at by tests. */
  badgeCount = 0;
  isSandboxEnabled = false;
  #isReady = false;
  #isQuitting = false;
  #name: string | undefined;
  #loginItem = { openAtLogin: false, wasOpenedAtLogin: false };
  readonly #paths = new Map<string, string>();

  isReady = () => this.#isReady;

  async whenReady(): Promise<void> {
    if (!this.#isReady) await new Promise<void>((resolve) => this.once('ready', () => resolve()));
  }

  /** Called by the stand-in itself, after the main module was evaluated. */
  becomeReady(): void {
    this.#isReady = true;
    this.emit('ready', {});
  }

  getName = () => this.#name ?? getBoot().appPackage.productName ?? getBoot().appPackage.name;
  setName(name: string): void {
    this.#name = name;
  }
  get name(): string {
    return this.getName();
  }
  getVersion = () => getBoot().appPackage.version;
  getAppPath = () => getBoot().appDir;
  getLocale = () => 'en-US';
  getPreferredSystemLanguages = () => ['en-US'];

  getPath(name: string): string {
    const { userDataDir } = getBoot();
    const known: Record<string, string> = {
      userData: userDataDir,
      sessionData: userDataDir,
      appData: dirname(userDataDir),
      logs: join(userDataDir, 'logs'),
      downloads: join(userDataDir, 'Downloads'),
      temp: tmpdir(),
      home: homedir(),
      exe: process.execPath,
    };
    const path = this.#paths.get(name) ?? known[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    if (name === 'userData') mkdirSync(path, { recursive: true });
    return path;
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxEnabled = true;
  }
  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(this.getPath('userData'), ({ argv, cwd }) =>
      this.emit('second-instance', {}, argv, cwd, null),
    );
  }
  setAsDefaultProtocolClient = () => true;
  setAppUserModelId(): void {}
  setLoginItemSettings(settings: { openAtLogin?: boolean }): void {
    this.#loginItem = { ...this.#loginItem, ...settings };
  }
  getLoginItemSettings = () => this.#loginItem;
  setBadgeCount(count: number): boolean {
    this.badgeCount = count;
    return true;
  }

  /** In Electron's order: before-quit, each window's close, will-quit; any of them may say no. */
  quit(): void {
    if (this.#isQuitting) return;
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of openWindows.values()) {
      window.close();
      if (!window.isDestroyed()) {
        this.#isQuitting = false;
        return;
      }
    }
    const will = preventable({});
    this.emit('will-quit', will);
    this.#isQuitting = false;
    if (!will.defaultPrevented) this.exit(0);
  }
  exit(code = 0): void {
    this.emit('quit', {}, code);
    process.exit(code);
  }

  /** Called by a window that is gone. */
  loseWindow(): void {
    if (openWindows.size > 0 || this.#isQuitting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
}

export const app = strict('app', new App());
