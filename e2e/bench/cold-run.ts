import { execFile, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { defaultProfile } from '../../src-preload/contract/profile.ts';
import { dockerLimits } from './docker-limits.ts';
import { type Bench, interleave, inWords, timeMs } from './measure.ts';
import { installation, openHost } from './open-host.ts';

const rounds = 15;
const run = promisify(execFile);

/** P3: a run from the click to its final state with all logs stored, cold, against `docker run --rm` with the same limits. */
export const coldRun: Bench = {
  name: 'cold-run',
  run: async () => {
    const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
    if (engine.status !== 0) return { skipped: 'no Docker engine answers' };
    const image = `automa-sandbox:${installation.version}`;
    const host = await openHost({ engine: 'docker' });
    const { start, get } = host.app.core.runs;
    const tree = {
      entrypoint: 'hi.py',
      requirements: null,
      files: [{ path: 'hi.py', content: Buffer.from("print('hi')\n") }],
    };
    try {
      const spread = await interleave(rounds, {
        docker: () =>
          timeMs(() =>
            run('docker', ['run', '--rm', ...dockerLimits(defaultProfile), image, 'python3', '-c', "print('hi')"]),
          ),
        automa: () =>
          timeMs(async () => {
            const { id } = start.startFile(host.caller, {
              title: 'hi.py',
              tree,
              args: [],
              environment: 'TEST',
              profile: { isolation: 'container', limits: 'required' },
            });
            while (get(host.caller, id).finishedAt === null) await delay(1);
            const finished = get(host.caller, id);
            if (finished.status !== 'succeeded' || finished.logLines !== 1)
              throw new Error(`run ${id} is ${finished.status}: ${finished.reason}`);
          }),
      });
      return [
        {
          id: 'P3',
          what: 'cold run ÷ docker run --rm',
          measured: spread.automa.median / spread.docker.median,
          unit: 'ratio',
          bar: 0.65,
          isUpperBound: true,
          note: `${inWords(spread.automa)} against ${inWords(spread.docker)}, Docker ${engine.stdout.trim()}`,
        },
      ];
    } finally {
      await host.close();
    }
  },
};
