import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      this.handlers.delete(channel);
      return handler(...args);
    });
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
export const ipcMain = strict('ipcMain', new IpcMain());

/** The main process's end of a port: holds messages back until it is started. */
export class MessagePortMain extends EventEmitter {
  readonly #post: (message: unknown) => void;
  readonly #shut: () => void;
  readonly #early: unknown[] = [];
  #isStarted = false;

  constructor(post: (message: unknown) => void, shut: () => void) {
    super();
    this.#post = post;
    this.#shut = shut;
  }
  postMessage(message: unknown): void {
    this.#post(structuredClone(message));
  }
  start(): void {
    this.#isStarted = true;
    for (const message of this.#early.splice(0)) this.receive(message);
  }
  close(): void {
    this.#shut();
    this.emit('close');
  }
  /** Called by the other end. */
  receive(message: unknown): void {
    if (this.#isStarted) this.emit('message', { data: message, ports: [] });
    else this.#early.push(message);
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain = new MessagePortMain(
    (message) => setImmediate(() => this.port2.receive(message)),
    () => this.port2.emit('close'),
  );
  readonly port2: MessagePortMain = new MessagePortMain(
    (message) => setImmediate(() => this.port1.receive(message)),
    () => this.port1.emit('close'),
  );
}
