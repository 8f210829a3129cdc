import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Caller } from '../../src-main/access/caller.ts';
import { actorOf } from '../../src-main/access/principal.ts';
import { type App, startApp } from '../../src-main/app.ts';
import { newId } from '../../src-main/base/ids.ts';
import { readEnvironment } from '../../src-main/environment.ts';
import { findInstallation, type Installation } from '../../src-main/installation.ts';

export interface BenchHost {
  app: App;
  dataDir: string;
  installation: Installation;
  caller: Caller;
  close(): Promise<void>;
}

export const installation = findInstallation(resolve(import.meta.dirname, '../../src-main/cli.ts'));

/** A whole host in this process on a data directory that goes away afterwards. */
export async function openHost(options: { engine: string; role?: 'host' | 'command' }): Promise<BenchHost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
  const environment = readEnvironment(dataDir, { AUTOMA_ENGINE: options.engine, AUTOMA_LOG_LEVEL: 'warn' });
  const app = await startApp({ dataDir, role: options.role ?? 'host', environment, installation });
  await app.ready;
  const principal = app.core.access.localOwner();
  return {
    app,
    dataDir,
    installation,
    caller: { principal, context: { actor: actorOf(principal), via: 'cli', requestId: newId() } },
    close: async () => {
      await app.stop({ stopRuns: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
