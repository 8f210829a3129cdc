import type { TestProcess } from '../../src-main/open-test-process.ts';
import type { Random } from './random.ts';

type Client = TestProcess['client'];

/** What a run has to print and how it has to end. */
export interface StartedRun {
  id: string;
  lines: number;
  exitCode: number;
}

/** Jobs that fire by themselves all the time, and runs by hand; every script counts aloud. */
export interface Load {
  startRuns(client: Client, random: Random): Promise<StartedRun[]>;
  pause(client: Client): Promise<void>;
}

export const scheduledLines = 10;
export const scheduledExitCode = 3;

const count = (lines: string, pauseSeconds: number, exitCode: string) =>
  `import sys, time\nfor n in range(1, ${lines} + 1):\n    print(n, flush=True)\n    time.sleep(${pauseSeconds})\nsys.exit(${exitCode})\n`;

export async function makeLoad(client: Client, engine: string): Promise<Load> {
  const isContainer = engine === 'docker';
  const profile = {
    isolation: isContainer ? ('container' as const) : ('any' as const),
    limits: isContainer ? ('required' as const) : ('best-effort' as const),
  };
  const script = await client.scripts.create({
    name: 'counter',
    content: count(String(scheduledLines), 0.01, String(scheduledExitCode)),
  });
  await client.scripts.publish({ id: script.id });
  const jobs: string[] = [];
  for (const seconds of [2, 3, 5]) {
    const agent = await client.agents.create({ name: `every ${seconds} s`, scriptId: script.id, profile });
    const job = await client.jobs.create({
      name: `every ${seconds} s`,
      agentId: agent.id,
      schedule: { kind: 'interval', expr: `PT${seconds}S` },
      policy: { misfire: { policy: seconds === 3 ? 'run-all' : 'run-once', graceSeconds: 1, limit: 2 } },
    });
    jobs.push(job.id);
  }
  return {
    startRuns: async (at, { below }) => {
      const started: StartedRun[] = [];
      for (let left = 2; left > 0; left--) {
        const [lines, exitCode] = [20 + below(80), below(7)];
        const content = count('int(sys.argv[1])', 0.01, 'int(sys.argv[2])');
        const { run } = await at.runs.startFile({
          title: 'by hand',
          files: [{ path: 'main.py', content }],
          entrypoint: 'main.py',
          args: [String(lines), String(exitCode)],
          profile,
        });
        started.push({ id: run.id, lines, exitCode });
      }
      return started;
    },
    pause: async (at) => {
      for (const id of jobs) await at.jobs.pause({ id, queued: 'keep' });
    },
  };
}
