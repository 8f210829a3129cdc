import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import { app, openWindows } from './app.ts';
import { makeCodec } from './codec.ts';
import { ipcMain, MessagePortMain } from './ipc.ts';
import { PageTarget } from './page-target.ts';
import type { FromPage } from './page-worlds.ts';
import { fromLoopback } from './schemes.ts';
import { type Session, session } from './session.ts';
import { preventable, strict } from './strict.ts';

interface WebPreferences extends Record<string, unknown> {
  preload?: string;
  session?: Session;
}
interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface WindowOptions extends Partial<Bounds>, Record<string, unknown> {
  show?: boolean;
  webPreferences?: WebPreferences;
}
type OpenHandler = (details: { url: string; disposition: string }) => { action: string };

const codec = makeCodec();
const mainFrameId = 1;
let lastId = 0;

/** A real tab of Chromium with the application's real preload in a real isolated world. */
export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...openWindows.values()].filter((window) => window instanceof BrowserWindow);
  static getFocusedWindow = () => BrowserWindow.getAllWindows().at(-1) ?? null;

  readonly id = ++lastId;
  readonly webPreferences: WebPreferences;
  readonly webContents;
  progress = -1;
  /** Whether the window is shown, is in front, fills the screen. Chromium itself stays headless. */
  #isVisible: boolean;
  #isFocused = false;
  #isMinimized = false;
  #isMaximized = false;
  #bounds: Bounds;
  #url = '';
  #openHandler: OpenHandler | undefined;
  readonly #target: PageTarget;
  readonly #ports = new Map<string, MessagePortMain>();

  constructor(options: WindowOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { webPreferences = {}, x = 0, y = 0, width = 800, height = 600, show = true } = options;
    const { sandbox, contextIsolation, nodeIntegration, preload } = webPreferences;
    if (sandbox === false || contextIsolation === false || nodeIntegration === true) {
      throw new Error('stand-in: only sandboxed, context-isolated windows');
    }
    if (preload !== undefined && !isAbsolute(preload)) throw new Error('preload script must have absolute path');
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webPreferences = webPreferences;
    this.webContents = this.#makeContents(webPreferences.session ?? session.defaultSession);
    const refuses = (navigation: { url: string; isMainFrame: boolean }) => this.#refuses(navigation);
    this.#target = new PageTarget({ windowId: this.id, width, height, preload, refuses });
    this.#follow(this.#target);
    openWindows.set(this.id, this);
    this.#target.opened.catch((error: unknown) => {
      console.error('[stand-in]', error);
      process.exit(70);
    });
  }

  isTarget = (targetId: string) => this.#target.has(targetId);

  async loadURL(url: string): Promise<void> {
    await this.webContents.session.applyPermissions(url);
    await this.#target.navigate(url);
  }

  close(): void {
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (!openWindows.delete(this.id)) return;
    this.#closePorts();
    this.#target.close();
    this.emit('closed');
    setImmediate(() => app.loseWindow());
  }
  isDestroyed = () => !openWindows.has(this.id);
  show(): void {
    this.#isVisible = true;
    this.#isFocused = true;
    this.emit('show');
  }
  hide(): void {
    this.#isVisible = false;
    this.#isFocused = false;
    this.emit('hide');
  }
  focus(): void {
    this.#isFocused = true;
    this.emit('focus');
  }
  blur(): void {
    this.#isFocused = false;
    this.emit('blur');
  }
  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize');
  }
  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }
  isVisible = () => this.#isVisible;
  isFocused = () => this.#isFocused;
  isMinimized = () => this.#isMinimized;
  isMaximized = () => this.#isMaximized;
  getBounds = () => this.#bounds;
  getNormalBounds = () => this.#bounds;
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }
  setProgressBar(progress: number): void {
    this.progress = progress;
  }

  /** Asked when the page wants a window of its own: by `window.open`, or by a link that leads to one. */
  refusesPopUp(url: string): boolean {
    return this.#openHandler?.({ url, disposition: 'foreground-tab' }).action === 'deny';
  }

  #makeContents(ofSession: Session) {
    const urlNow = () => this.#url;
    const mainFrame = {
      frameTreeNodeId: mainFrameId,
      get url() {
        return urlNow();
      },
    };
    const methods = {
      id: this.id,
      session: ofSession,
      mainFrame,
      getURL: urlNow,
      isDestroyed: this.isDestroyed,
      reload: () => this.#target.reload(),
      getLastWebPreferences: () => this.webPreferences,
      send: (channel: string, ...args: unknown[]) =>
        this.#target.deliver({ t: 'event', channel, args: codec.encode(structuredClone(args)) }),
      setWindowOpenHandler: (handler: OpenHandler) => {
        this.#openHandler = handler;
      },
    };
    return strict('webContents', Object.assign(new EventEmitter(), methods));
  }

  #follow(target: PageTarget): void {
    target.on('ipc', (message) => {
      this.#receive(message).catch((error: Error) => process.emit('uncaughtException', error));
    });
    target.on('arrived', (event, url) => {
      this.#url = url;
      this.webContents.emit(event, {}, url);
    });
    target.once('dom-ready', () => this.emit('ready-to-show'));
    target.on('dom-ready', () => this.webContents.emit('dom-ready'));
    target.on('loaded', () => this.webContents.emit('did-finish-load'));
    target.on('cleared', () => this.#closePorts());
    target.on('preload-error', (file, error) => this.webContents.emit('preload-error', {}, file, error));
  }

  /** Whether the application prevents a navigation. A reload is none. */
  #refuses({ url, isMainFrame }: { url: string; isMainFrame: boolean }): boolean {
    if (isMainFrame && url === this.#url.replace(/#.*/, '')) return false;
    const names = ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])];
    return names.some((name) => {
      const event = preventable({ url, isMainFrame });
      this.webContents.emit(name, event, url);
      return event.defaultPrevented;
    });
  }

  async #receive(message: FromPage): Promise<void> {
    if (message.t === 'port') {
      this.#ports.get(message.id)?.receive(codec.decode(message.value));
    } else if (message.t === 'portClose') {
      this.#ports.get(message.id)?.emit('close');
      this.#ports.delete(message.id);
    } else if (message.t === 'open') {
      if (!this.refusesPopUp(fromLoopback(message.url))) throw new Error('stand-in: an allowed pop-up is not modelled');
    } else if (message.t === 'send') {
      const ports = (message.ports ?? []).map((id) => this.#adoptPort(id));
      ipcMain.emit(message.channel, this.#eventWith(ports), ...decodeArgs(message.args));
    } else {
      await this.#answer(message);
    }
  }

  async #answer({ id, channel, args }: Extract<FromPage, { t: 'invoke' }>): Promise<void> {
    try {
      const handler = ipcMain.handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const value = await handler(this.#eventWith([]), ...decodeArgs(args));
      this.#target.deliver({ t: 'result', id, value: codec.encode(structuredClone(value)) });
    } catch (error) {
      this.#target.deliver({ t: 'result', id, error: String(error) });
    }
  }

  #eventWith(ports: MessagePortMain[]): object {
    const senderFrame = { url: this.#url, parent: null, frameTreeNodeId: mainFrameId };
    return { sender: this.webContents, senderFrame, processId: 1, frameId: 1, ports, type: 'frame' };
  }

  #adoptPort(id: string): MessagePortMain {
    const port = new MessagePortMain(
      (value) => this.#target.deliver({ t: 'port', id, value: codec.encode(value) }),
      () => this.#target.deliver({ t: 'portClose', id }),
    );
    this.#ports.set(id, port);
    return port;
  }
  #closePorts(): void {
    for (const port of this.#ports.values()) port.emit('close');
    this.#ports.clear();
  }
}

function decodeArgs(args: unknown): unknown[] {
  return codec.decode(args) as unknown[]; // the preload's half encodes a list
}
