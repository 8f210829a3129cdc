import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Role, scopesOfRole } from '#contract/scopes.ts';
import { actorOf } from '../access/principal.ts';
import { type App, startApp } from '../app.ts';
import { newId } from '../base/ids.ts';
import { readEnvironment } from '../environment.ts';
import { findInstallation } from '../installation.ts';
import { type HttpDoor, makeHttpDoor } from './server.ts';

export const goodPassword = 'plinth-otter-cadmium';

/** A person with an account; the bearer is an API token with every scope of their role. */
export interface TestPerson {
  id: string;
  email: string;
  bearer: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The members of a JSON object; none when the body is something else. */
  json: Readonly<Record<string, unknown>>;
}

export interface Call {
  as?: TestPerson | string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with the headers given. */
  body?: string | Buffer;
  /** Another address of this machine to call from, for what is counted per address. */
  from?: string;
}

export interface TestHost {
  app: App;
  door: HttpDoor;
  dataDir: string;
  origin: string;
  port: number;
  /** Undefined on a host that was opened without set-up. */
  people: { admin: TestPerson; user: TestPerson; other: TestPerson; viewer: TestPerson };
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Bytes as they are over a socket of their own; everything that came back until it closed or `untilMs` passed. */
  raw(bytes: string | Buffer, untilMs?: number): Promise<string>;
  /** Ends this host and opens another on the same data directory, with the same people. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface TestHostOptions {
  /** `unset`: the settings of the product decide. */
  engine?: 'embedded' | 'local' | 'docker' | 'unset';
  /** False: nobody can log in yet. */
  isSetUp?: boolean;
  origins?: string[];
  hosts?: string[];
  interfaceDir?: string;
}

const installation = findInstallation(import.meta.filename);

/** The whole product on a real port of loopback over a new data directory, with four people. */
export async function openTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-http-'));
  let running = await start(dataDir, options);
  const people = options.isSetUp === false ? nobody : await addPeople(running.app);
  return {
    get app() {
      return running.app;
    },
    get door() {
      return running.door;
    },
    get port() {
      return running.port;
    },
    get origin() {
      return `http://127.0.0.1:${running.port}`;
    },
    dataDir,
    people,
    call: (method, path, call = {}) => send(running.port, method, path, call),
    raw: (bytes, untilMs = 5_000) => sendRaw(running.port, bytes, untilMs),
    restart: async () => {
      await end(running);
      running = await start(dataDir, options);
    },
    close: async () => {
      await end(running);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until `look` answers something, looking again and again. */
export async function eventually<Value>(
  look: () => Promise<Value | undefined | false>,
  withinMs = 10_000,
): Promise<Value> {
  const until = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > until) throw new Error(`nothing came within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Running {
  app: App;
  door: HttpDoor;
  port: number;
}

async function start(dataDir: string, options: TestHostOptions): Promise<Running> {
  const { engine = 'embedded', origins = [], hosts = [], interfaceDir } = options;
  const environment = readEnvironment(dataDir, {
    AUTOMA_ENGINE: engine === 'unset' ? '' : engine,
    AUTOMA_LOG_LEVEL: 'info',
    // an engine that is not asked for is not waited for either
    ...(engine === 'docker' ? {} : { AUTOMA_ENGINE_SOCKET: join(dataDir, 'no-engine.sock') }),
  });
  const app = await startApp({ dataDir, role: 'host', environment, installation });
  const { docsDir, version } = installation;
  const door = await makeHttpDoor(app.core, { trusted: { hosts, origins }, interfaceDir, docsDir, version });
  await door.fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = door.fastify.server.address() as AddressInfo; // it listens on TCP
  return { app, door, port };
}

async function end({ app, door }: Running): Promise<void> {
  await door.fastify.close();
  await app.stop({ stopRuns: true });
}

const nobodyAtAll: TestPerson = { id: '', email: '', bearer: '' };
const nobody = { admin: nobodyAtAll, user: nobodyAtAll, other: nobodyAtAll, viewer: nobodyAtAll };

async function addPeople({ core }: App): Promise<TestHost['people']> {
  const owner = core.access.localOwner();
  const context = { actor: actorOf(owner), via: 'cli', requestId: newId() } as const;
  const add = async (name: string, role: Role): Promise<TestPerson> => {
    const email = `${name}@example.org`;
    const { id } = await core.access.users.create(
      { principal: owner, context },
      { email, password: goodPassword, role },
    );
    const { grant } = await core.access.logins.login({ email, password: goodPassword }, context);
    const resolved = await core.access.principals.resolve({ authorization: `Bearer ${grant.accessToken}` });
    if (typeof resolved === 'string') throw new Error(`${email} is not let in: ${resolved}`);
    const { secret } = core.access.tokens.create(
      { principal: resolved.principal, context },
      { name: 'test', scopes: scopesOfRole[role] },
    );
    return { id, email, bearer: secret };
  };
  return {
    admin: await add('admin', 'admin'),
    user: await add('ursula', 'user'),
    other: await add('otto', 'user'),
    viewer: await add('vera', 'viewer'),
  };
}

/** Like fetch, but any header, any method and any path goes out as it is written. */
function send(port: number, method: string, path: string, call: Call): Promise<Answer> {
  const { as, json, from } = call;
  const bearer = typeof as === 'string' ? as : as?.bearer;
  const body = json === undefined ? call.body : JSON.stringify(json);
  const headers = {
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...call.headers,
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false, localAddress: from },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

function parse(text: string): Answer['json'] {
  try {
    return Object(JSON.parse(text)) as Answer['json']; // an object, as every body of ours is
  } catch {
    return {};
  }
}

function sendRaw(port: number, bytes: string | Buffer, untilMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    const timer = setTimeout(done, untilMs);
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => (chunks.length > 0 ? done() : reject(error)));
    socket.on('close', done);
  });
}
