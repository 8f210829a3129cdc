// Source that runs inside of a window: the page's half of contextBridge, and the isolated world the preload lives in.
// Functions are sent as text, so each may use only its parameters and what a page has.
import { type Codec, makeCodec } from './codec.ts';

/** What the isolated world says to the main process, and the other way round. */
export type FromPage =
  | { t: 'send'; channel: string; args: unknown; ports?: string[] }
  | { t: 'invoke'; channel: string; id: number; args: unknown }
  | { t: 'port'; id: string; value: unknown }
  | { t: 'portClose'; id: string }
  | { t: 'open'; url: string };
export type ToPage =
  | { t: 'event'; channel: string; args: unknown }
  | { t: 'result'; id: number; value?: unknown; error?: string }
  | { t: 'port'; id: string; value: unknown }
  | { t: 'portClose'; id: string };

export interface PageEnvironment {
  windowId: number;
  platform: string;
  arch: string;
  versions: Record<string, string | undefined>;
}

/** The name of the function the DevTools protocol adds to the isolated world, and of the one it calls there. */
export const bindingName = '__standinIpc';
export const deliverName = '__standinDeliver';

type Callable = (...args: unknown[]) => unknown;
type BridgeMessage = {
  t: string;
  id?: number;
  call?: number;
  key?: string;
  url?: string;
  api?: unknown;
  args?: unknown;
  value?: unknown;
  error?: unknown;
  promise?: boolean;
};

/** One half of contextBridge. Both worlds run it and talk by synchronous DOM events, whose detail is a string. */
function makeBridge(codec: Codec, outgoing: string, incoming: string) {
  const held = new Map<number, Callable>();
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const replies = new Map<number, BridgeMessage>();
  const listeners = { expose: [] as ((key: string, api: unknown) => void)[], open: [] as ((url: string) => void)[] };
  let last = 0;
  const hold = (fn: Callable): number => {
    held.set(++last, fn);
    return last;
  };
  const say = (message: BridgeMessage) =>
    window.dispatchEvent(new CustomEvent(outgoing, { detail: JSON.stringify(message) }));
  const proxy =
    (id: number): Callable =>
    (...args) => {
      const call = ++last;
      say({ t: 'call', id, call, args: codec.encode(args, hold) });
      const reply = replies.get(call);
      replies.delete(call);
      if (reply === undefined) return undefined;
      if (reply.error !== undefined) throw codec.decode(reply.error);
      if (reply.promise === true) return new Promise((resolve, reject) => pending.set(call, { resolve, reject }));
      return codec.decode(reply.value, proxy);
    };
  const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));
  const answerCall = ({ id = 0, call = 0, args }: BridgeMessage) => {
    try {
      const result = held.get(id)?.(...(codec.decode(args, proxy) as unknown[]));
      if (!(result instanceof Promise)) {
        say({ t: 'reply', call, value: codec.encode(result, hold) });
        return;
      }
      say({ t: 'reply', call, promise: true });
      result.then(
        (value) => say({ t: 'settle', call, value: codec.encode(value, hold) }),
        (thrown) => say({ t: 'settle', call, error: codec.encode(asError(thrown)) }),
      );
    } catch (thrown) {
      say({ t: 'reply', call, error: codec.encode(asError(thrown)) });
    }
  };
  window.addEventListener(incoming, (event) => {
    const message: BridgeMessage = JSON.parse((event as CustomEvent<string>).detail);
    const { t, call = 0 } = message;
    if (t === 'expose')
      for (const listener of listeners.expose) listener(message.key ?? '', codec.decode(message.api, proxy));
    if (t === 'open') for (const listener of listeners.open) listener(message.url ?? '');
    if (t === 'reply') replies.set(call, message);
    if (t === 'call') answerCall(message);
    if (t === 'settle') {
      const waiting = pending.get(call);
      pending.delete(call);
      if (message.error === undefined) waiting?.resolve(codec.decode(message.value, proxy));
      else waiting?.reject(codec.decode(message.error));
    }
  });
  return {
    listeners,
    expose: (key: string, api: unknown) => say({ t: 'expose', key, api: codec.encode(api, hold) }),
    open: (url: string) => say({ t: 'open', url }),
  };
}
type Bridge = ReturnType<typeof makeBridge>;

function enterMainWorld(bridge: Bridge): void {
  const freeze = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    for (const each of Object.values(value)) freeze(each);
    return Object.freeze(value);
  };
  bridge.listeners.expose.push((key, api) =>
    Object.defineProperty(window, key, { value: freeze(api), enumerable: true }),
  );
  // What a denied pop-up returns; an allowed one is not modelled
  window.open = (url) => {
    bridge.open(new URL(url ?? '', location.href).href);
    return null;
  };
}

function enterIsolatedWorld(
  codec: Codec,
  bridge: Bridge,
  options: { environment: PageEnvironment; bindingName: string; deliverName: string },
) {
  type Listener = (event: object, ...args: unknown[]) => void;
  // The protocol's own function: there is one in this world only
  const world = window as unknown as Record<string, (message: never) => void>;
  const send = (message: FromPage) =>
    (world[options.bindingName] as unknown as (text: string) => void)(JSON.stringify(message));
  const clone = (value: unknown) => codec.encode(structuredClone(value)); // structuredClone throws what Electron throws
  const listeners = new Map<string, Listener[]>();
  const calls = new Map<
    number,
    { channel: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  const ports = new Map<string, MessagePort>();
  let last = 0;
  const listen = (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const unlisten = (channel: string, listener: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((each) => each !== listener),
    );
    return ipcRenderer;
  };
  const adopt = (port: MessagePort): string => {
    const id = `port-${options.environment.windowId}-${Date.now()}-${++last}`;
    ports.set(id, port);
    port.onmessage = ({ data }) => send({ t: 'port', id, value: clone(data) });
    port.addEventListener('close', () => {
      ports.delete(id);
      send({ t: 'portClose', id });
    });
    return id;
  };
  const ipcRenderer = {
    on: listen,
    addListener: listen,
    off: unlisten,
    removeListener: unlisten,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
    send: (channel: string, ...args: unknown[]) => send({ t: 'send', channel, args: clone(args) }),
    postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []) =>
      send({ t: 'send', channel, args: clone([message]), ports: transfer.map(adopt) }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        calls.set(id, { channel, resolve, reject });
        send({ t: 'invoke', channel, id, args: clone(args) });
      }),
    sendSync: () => {
      throw new Error('stand-in: sendSync is not modelled');
    },
  };
  const deliver = (message: ToPage) => {
    if (message.t === 'event') {
      for (const listener of listeners.get(message.channel) ?? [])
        listener({ sender: ipcRenderer, ports: [] }, ...(codec.decode(message.args) as unknown[]));
    } else if (message.t === 'result') {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.error === undefined) call?.resolve(codec.decode(message.value));
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.error}`));
    } else if (message.t === 'port') {
      ports.get(message.id)?.postMessage(codec.decode(message.value));
    } else {
      ports.get(message.id)?.close();
      ports.delete(message.id);
    }
  };
  Object.defineProperty(window, options.deliverName, { value: deliver });
  bridge.listeners.open.push((url) => send({ t: 'open', url }));
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: bridge.expose }, webFrame: {} };
  const require = (name: string) => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload has electron, events, timers and url only)`);
  };
  const { platform, arch, versions } = options.environment;
  return {
    require,
    process: { platform, arch, versions, type: 'renderer', sandboxed: true, contextIsolated: true, env: {} },
  };
}

/** The page's own world, before any of its scripts runs. */
export function mainWorldSource(tag: string): string {
  const names = `${JSON.stringify(`${tag}:isolated`)}, ${JSON.stringify(`${tag}:main`)}`;
  return `(() => { if (window !== top) return; const codec = (${makeCodec})(); (${enterMainWorld})((${makeBridge})(codec, ${names})); })()`;
}

/** The isolated world with the preload in it, as a sandboxed one: CommonJS, and electron to require. */
export function isolatedWorldSource(tag: string, environment: PageEnvironment, preload: string): string {
  const names = `${JSON.stringify(`${tag}:main`)}, ${JSON.stringify(`${tag}:isolated`)}`;
  const options = JSON.stringify({ environment, bindingName, deliverName });
  return `(() => { if (window !== top) return; const codec = (${makeCodec})(); const bridge = (${makeBridge})(codec, ${names});
const { require, process } = (${enterIsolatedWorld})(codec, bridge, ${options});
const module = { exports: {} }, exports = module.exports, global = globalThis; (function () { ${preload}
}).call(exports); })()`;
}
