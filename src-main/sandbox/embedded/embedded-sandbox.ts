import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '#contract/profile.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import { coerceError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { type Box, type BoxSpec, type Sandbox, SandboxError } from '../sandbox.ts';
import { makeEmbeddedBox } from './embedded-box.ts';
import { type EmbeddedPaths, type PythonProcess, startPythonProcess } from './python-process.ts';

export interface EmbeddedSandboxOptions extends EmbeddedPaths {
  logger: Logger;
  /** Keep one Python ready, which hides the seconds it takes to load. */
  warm: boolean;
}

/** CPU is bounded by the deadline alone; there are no processes to count. */
const unenforced = ['cpus'];
/** Loading the next Python competes with the script that has just taken the last one, so short ones are let end first. */
const refillAfterMs = 1_000;

/** Scripts in Pyodide, CPython as WebAssembly: needs nothing installed, on every system. */
export function makeEmbeddedSandbox({ logger, warm, ...paths }: EmbeddedSandboxOptions): Sandbox {
  let waiting: Promise<PythonProcess> | undefined;
  let refill: NodeJS.Timeout | undefined;
  let wasClosed = false;
  if (warm) keepOneReady();

  function keepOneReady(): void {
    if (wasClosed || waiting !== undefined) return;
    const started = startPythonProcess(paths);
    waiting = started;
    const forget = () => {
      if (waiting === started) waiting = undefined;
    };
    started.then(
      (python) => python.closed.then(forget),
      (error: unknown) => {
        forget();
        logger.warn(coerceError(error).message);
      },
    );
  }

  async function takeOne(): Promise<PythonProcess> {
    const taken = waiting;
    waiting = undefined;
    const python = await (taken ?? startPythonProcess(paths));
    if (warm) {
      clearTimeout(refill);
      refill = setTimeout(keepOneReady, refillAfterMs);
      refill.unref();
      void python.closed.then(keepOneReady);
    }
    return python;
  }

  return {
    executor: 'embedded',
    async probe(): Promise<ExecutorHealth> {
      const bad = (problem: string, fix: string | null): ExecutorHealth => ({
        executor: 'embedded',
        ok: false,
        version: null,
        problem,
        fix,
        unenforced,
      });
      const missing = Object.values(paths).find((path) => !existsSync(path));
      if (missing !== undefined) return bad(`${missing} is not there`, 'install the product again (npm ci)');
      try {
        keepOneReady(); // the next run takes the one that was tried
        await waiting;
      } catch (error) {
        return bad(coerceError(error).message, 'look at the message; Node 26 or later is needed');
      }
      return {
        executor: 'embedded',
        ok: true,
        version: readVersion(paths.pyodideDir),
        problem: null,
        fix: null,
        unenforced,
      };
    },
    refuses(profile: Profile): string | undefined {
      if (profile.isolation === 'container') return 'the profile asks for a container; the embedded Python is none';
      if (profile.network !== 'none')
        return `the embedded Python has no network; the profile asks for ${profile.network}`;
      if (profile.limits === 'required')
        return 'the embedded Python cannot hold the share of the processors (cpus) that the profile requires';
      return undefined;
    },
    async prepare(spec: BoxSpec): Promise<Box> {
      const refusal = this.refuses(spec.profile);
      if (refusal !== undefined) throw new SandboxError('limits', refusal);
      const python = await takeOne();
      return makeEmbeddedBox(spec, python, {
        executor: 'embedded',
        id: String(python.pid),
        imageDigest: null,
        unenforced,
      });
    },
    // It dies with the host.
    adopt: async () => undefined,
    sweep: async () => 0,
    async close() {
      wasClosed = true;
      clearTimeout(refill);
      const python = await waiting?.catch(() => undefined);
      python?.kill();
      await python?.closed;
    },
  };
}

function readVersion(pyodideDir: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(pyodideDir, 'package.json'), 'utf8')) as { version: string };
    return version;
  } catch {
    return null;
  }
}
