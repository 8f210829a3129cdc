import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { Contract } from '#contract/index.ts';
import type { Run } from '#contract/runs.ts';
import type { FailPoint } from './failing-sandbox.ts';
import { socketPathOf } from './http/local-socket.ts';

type Client = ContractRouterClient<Contract>;

/** A host in a process of its own, to be killed. */
export interface TestProcess {
  pid: number;
  client: Client;
  /** First line of `serve`: where it listens. */
  address: string;
  /** Settles with exit code and signal when it ends. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Has a host that can fail die when it passes `point` for the `times`-th time. */
  armFailure(point: FailPoint, times?: number): void;
  isAlive(): boolean;
  kill(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  final(runId: string, withinMs?: number): Promise<Run>;
}

/** Starts `automa serve` on the data directory, or, when `canFail`, a host that can be told where to die. */
export function spawnHost(
  dataDir: string,
  options: { engine: string; canFail?: boolean; args?: string[] },
): ChildProcess {
  const { engine, canFail = false, args = [] } = options;
  const command = canFail
    ? ['failing-host.test-child.ts', dataDir]
    : ['cli.ts', 'serve', '--data-dir', dataDir, '--port', '0', ...args];
  const [file = '', ...rest] = command;
  return spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, file), ...rest], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      AUTOMA_ENGINE: engine,
      AUTOMA_ADMIN_EMAIL: 'admin@example.org',
      AUTOMA_ADMIN_PASSWORD: 'plinth-otter-cadmium',
      AUTOMA_DATA_DIR: '',
    },
  });
}

/** A host that has been started and can be spoken to. */
export async function openTestProcess(dataDir: string, options: Parameters<typeof spawnHost>[1]): Promise<TestProcess> {
  const child = spawnHost(dataDir, options);
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as Awaited<TestProcess['ended']>); // the event's own arguments
  const line = await firstLine(child);
  const { client, socket } = await connect(dataDir);
  void ended.then(() => socket.terminate());
  return {
    pid: child.pid ?? 0,
    client,
    address: line.replace('automa listening on ', ''),
    ended,
    armFailure: (point, times = 1) => child.stdin?.write(`${point} ${times}\n`),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
    final: async (runId, withinMs = 60_000) => {
      for (const until = performance.now() + withinMs; performance.now() < until; await delay(25)) {
        const run = await client.runs.get({ id: runId });
        if (run.finishedAt !== null) return run;
      }
      throw new Error(
        `run ${runId} is not over after ${withinMs} ms: ${(await client.runs.get({ id: runId })).status}`,
      );
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the host has no output');
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code, signal) => reject(new Error(`the host ended at its start: ${code ?? signal}`)));
  });
}

async function connect(dataDir: string): Promise<{ client: Client; socket: WebSocket }> {
  const socket = new WebSocket(`ws+unix://${socketPathOf(dataDir)}:/rpc`);
  await once(socket, 'open');
  socket.on('error', () => socket.terminate());
  // ws implements the browser's interface, which the link is typed against
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'];
  return { client: createORPCClient(new RPCLink({ websocket })), socket };
}
