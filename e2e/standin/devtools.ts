import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Parameters and results of the DevTools protocol, as JSON: each caller says what it expects. */
export type Params = Record<string, unknown>;

interface Reply {
  id?: number;
  method?: string;
  params?: Params;
  result?: Params;
  error?: { message: string };
  sessionId?: string;
}

/** A connection to the browser. Events are emitted by method, those of a target as `<session>:<method>`. */
export class Devtools extends EventEmitter {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { method: string; resolve: (result: Params) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;

  constructor(socket: WebSocket) {
    super();
    this.setMaxListeners(0);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)));
  }

  send<Result = Params>(method: string, params: Params = {}, sessionId?: string): Promise<Result> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      // What a method answers is written in the protocol, which has no types here
      this.#waiting.set(id, { method, resolve: (result) => resolve(result as Result), reject });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  #receive({ id, method, params, result, error, sessionId }: Reply): void {
    if (id === undefined) {
      this.emit(sessionId === undefined ? `${method}` : `${sessionId}:${method}`, params);
      return;
    }
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) call?.resolve(result ?? {});
    else call?.reject(new Error(`${call.method}: ${error.message}`));
  }
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-popup-blocking',
];

/** Starts Chromium on a profile of its own, which is gone when this process ends. */
export async function startChromium(): Promise<{ devtools: Devtools; url: string }> {
  const profile = mkdtempSync(join(tmpdir(), 'standin-'));
  const program = process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium';
  const mode = process.env.STANDIN_HEADED === undefined ? ['--headless'] : [];
  const args = [...mode, ...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => {
    child.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`chromium ended: ${said}`)));
  });
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no connection to ${url}`));
  });
  return { devtools: new Devtools(socket), url };
}
