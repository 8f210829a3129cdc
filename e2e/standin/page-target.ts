import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { getBoot } from './boot.ts';
import type { Params } from './devtools.ts';
import {
  bindingName,
  deliverName,
  type FromPage,
  isolatedWorldSource,
  mainWorldSource,
  type PageEnvironment,
  type ToPage,
} from './page-worlds.ts';
import { fromLoopback, toLoopback } from './schemes.ts';

/** As Electron names the world its preloads live in. */
const worldName = 'Electron Isolated Context';

interface TargetEvents {
  /** The preload said something. */
  ipc: [message: FromPage];
  /** The main frame shows another address: of another document, or another fragment. */
  arrived: [event: 'did-navigate' | 'did-navigate-in-page', url: string];
  'dom-ready': [];
  loaded: [];
  /** The document is gone, and everything that lived in it. */
  cleared: [];
  'preload-error': [file: string, error: Error];
}

export interface TargetOptions {
  windowId: number;
  width: number;
  height: number;
  preload: string | undefined;
  /** Asked before a frame goes somewhere by itself. */
  refuses: (navigation: { url: string; isMainFrame: boolean }) => boolean;
}

/** One tab of Chromium: what is in it, and what happens there, by the names and shapes of the DevTools protocol. */
export class PageTarget extends EventEmitter<TargetEvents> {
  /** Resolves when the tab is there and the preload waits for its first document. */
  readonly opened: Promise<void>;
  readonly #options: TargetOptions;
  #id = '';
  #session: string | undefined;
  #worldId: unknown;
  #isNavigating = false;

  constructor(options: TargetOptions) {
    super();
    this.#options = options;
    this.opened = this.#open();
  }

  has = (targetId: string) => this.#id === targetId;

  /** Goes there, however it is refused to the page itself; resolves when it is loaded. */
  async navigate(url: string): Promise<void> {
    await this.opened;
    this.#isNavigating = true;
    const loaded = new Promise<void>((resolve) => this.once('loaded', resolve));
    try {
      const params = { url: toLoopback(url) };
      const { errorText, loaderId } = await this.#send<{ errorText?: string; loaderId?: string }>(
        'Page.navigate',
        params,
      );
      if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`);
      if (loaderId === undefined) return; // another fragment of the same document
    } finally {
      this.#isNavigating = false;
    }
    await loaded;
  }

  reload(): void {
    void this.#send('Page.reload');
  }

  /** Says something to the preload; nothing if it is gone. */
  deliver(message: ToPage): void {
    if (this.#worldId === undefined) return;
    const expression = `${deliverName}(${JSON.stringify(message)})`;
    this.#send('Runtime.evaluate', { expression, contextId: this.#worldId }).catch(() => {});
  }

  close(): void {
    if (this.#id === '') return;
    void getBoot()
      .devtools.send('Target.closeTarget', { targetId: this.#id })
      .catch(() => {});
  }

  #send<Result = Params>(method: string, params: Params = {}): Promise<Result> {
    return getBoot().devtools.send<Result>(method, params, this.#session);
  }

  async #open(): Promise<void> {
    const { devtools } = getBoot();
    const { windowId, width, height, preload } = this.#options;
    const size = { newWindow: true, width, height };
    const made = await devtools.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', ...size });
    this.#id = made.targetId;
    const how = { targetId: made.targetId, flatten: true };
    const attached = await devtools.send<{ sessionId: string }>('Target.attachToTarget', how);
    this.#session = attached.sessionId;
    this.#listen();
    const documents = { patterns: [{ resourceType: 'Document' }] };
    await Promise.all([this.#send('Page.enable'), this.#send('Runtime.enable'), this.#send('Fetch.enable', documents)]);
    await this.#send('Runtime.addBinding', { name: bindingName, executionContextName: worldName });
    const tag = `bridge-${Math.random().toString(36).slice(2)}`;
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource(tag) });
    if (preload === undefined) return;
    const { electron, chrome, node } = process.versions;
    const versions = { electron, chrome, node };
    const environment: PageEnvironment = { windowId, platform: process.platform, arch: process.arch, versions };
    const source = isolatedWorldSource(tag, environment, readFileSync(preload, 'utf8'));
    const named = `${source}\n//# sourceURL=preload:${basename(preload)}`;
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { worldName, source: named });
  }

  #listen(): void {
    const on = <Event>(method: string, listener: (event: Event) => void) =>
      getBoot().devtools.on(`${this.#session}:${method}`, listener);
    on<{ context: { id: number; name: string; auxData: { frameId: string } } }>(
      'Runtime.executionContextCreated',
      ({ context }) => {
        if (context.name === worldName && context.auxData.frameId === this.#id) this.#worldId = context.id;
      },
    );
    on('Runtime.executionContextsCleared', () => {
      this.#worldId = undefined;
      this.emit('cleared');
    });
    on<{ name: string; payload: string; executionContextId: number }>('Runtime.bindingCalled', (call) => {
      if (call.name !== bindingName || call.executionContextId !== this.#worldId) return;
      this.emit('ipc', JSON.parse(call.payload));
    });
    on<{ frame: { parentId?: string; url: string; urlFragment?: string } }>('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.emit('arrived', 'did-navigate', fromLoopback(frame.url + (frame.urlFragment ?? '')));
    });
    on<{ frameId: string; url: string }>('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.#id) this.emit('arrived', 'did-navigate-in-page', fromLoopback(url));
    });
    on('Page.domContentEventFired', () => this.emit('dom-ready'));
    on('Page.loadEventFired', () => this.emit('loaded'));
    on<{ exceptionDetails: ExceptionDetails }>('Runtime.exceptionThrown', (event) =>
      this.#report(event.exceptionDetails),
    );
    on<{ requestId: string; frameId: string; request: { url: string } }>('Fetch.requestPaused', (paused) => {
      const { requestId, frameId, request } = paused;
      const isMainFrame = frameId === this.#id;
      const isOurs = isMainFrame && this.#isNavigating;
      const isRefused = !isOurs && this.#options.refuses({ url: fromLoopback(request.url), isMainFrame });
      const answer = isRefused
        ? this.#send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        : this.#send('Fetch.continueRequest', { requestId });
      answer.catch(() => {}); // the frame is gone
    });
  }

  #report({ text, exception, stackTrace }: ExceptionDetails): void {
    const described = exception?.description ?? text;
    const isOfPreload = stackTrace?.callFrames.some(({ url }) => url.startsWith('preload:')) ?? false;
    if (isOfPreload) this.emit('preload-error', this.#options.preload ?? '', new Error(described));
    console.error('[page]', described);
  }
}

interface ExceptionDetails {
  text: string;
  exception?: { description?: string };
  stackTrace?: { callFrames: { url: string }[] };
}
