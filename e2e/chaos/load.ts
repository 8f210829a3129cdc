import { setTimeout as delay } from 'node:timers/promises';
import type { TestProcess } from '../../src-main/open-test-process.ts';
import type { JobInput } from '../../src-preload/contract/jobs.ts';
import type { Random } from './random.ts';

type Client = TestProcess['client'];

/** What a run has to print and how it has to end. */
export interface StartedRun {
  id: string;
  lines: number;
  exitCode: number;
}

/** Jobs that fire by themselves all the time, events that fire others, and runs by hand; every script counts aloud. */
export interface Load {
  startRuns(client: Client, random: Random): Promise<StartedRun[]>;
  /** Publishes events over the next seconds, into the death of the host; whoever is not heard is told again later. */
  tell(client: Client, random: Random): void;
  /** Publishes what has not been acknowledged yet. Answers the keys of all events. */
  tellRest(client: Client): Promise<string[]>;
  pause(client: Client): Promise<void>;
}

export const scheduledExitCode = 3;
export const eventType = 'chaos.told';
const eventsPerRound = 4;

interface ScheduledJob {
  lines: number;
  pauseSeconds: number;
  /** How often it is tried: every attempt fails. */
  attempts: number;
  triggers: NonNullable<JobInput['triggers']>;
  policy: JobInput['policy'];
}

const interval = (seconds: number) => ({ kind: 'interval' as const, expr: `PT${seconds}S`, enabled: true });
const told = { kind: 'event' as const, expr: 'chaos.*', enabled: true };
const brief = { lines: 10, pauseSeconds: 0.01, attempts: 1 };
const misfire = { policy: 'run-once' as const, graceSeconds: 1 };

/** By their names, which are the titles of their runs. */
export const scheduledJobs: Readonly<Record<string, ScheduledJob>> = {
  queueing: {
    ...brief,
    triggers: [interval(3), interval(7)],
    policy: { overlap: 'queue', maxQueued: 2, misfire },
  },
  'catching up': {
    ...brief,
    triggers: [interval(4)],
    policy: { misfire: { ...misfire, policy: 'run-all', limit: 2 } },
  },
  replacing: {
    ...{ lines: 15, pauseSeconds: 0.1, attempts: 1 },
    triggers: [interval(6), interval(9)],
    policy: { overlap: 'replace', misfire },
  },
  retrying: {
    ...{ ...brief, attempts: 3 },
    triggers: [interval(8)],
    policy: { retry: { max: 2, backoff: 'fixed', baseSeconds: 0.2, on: ['failed'] }, misfire },
  },
  'told each': { ...brief, triggers: [told], policy: { overlap: 'queue', maxQueued: 100 } },
  'told in batches': {
    ...brief,
    triggers: [{ ...told, batch: { events: 3, seconds: 2 } }],
    policy: { overlap: 'allow' },
  },
};

const count = (lines: string, pauseSeconds: number, exitCode: string) =>
  `import sys, time\nfor n in range(1, ${lines} + 1):\n    print(n, flush=True)\n    time.sleep(${pauseSeconds})\nsys.exit(${exitCode})\n`;

export async function makeLoad(client: Client, engine: string): Promise<Load> {
  const isContainer = engine === 'docker';
  const profile = {
    isolation: isContainer ? ('container' as const) : ('any' as const),
    limits: isContainer ? ('required' as const) : ('best-effort' as const),
  };
  const jobs: string[] = [];
  for (const [name, { lines, pauseSeconds, triggers, policy }] of Object.entries(scheduledJobs)) {
    const content = count(String(lines), pauseSeconds, String(scheduledExitCode));
    const script = await client.scripts.create({ name, content });
    await client.scripts.publish({ id: script.id });
    const agent = await client.agents.create({ name, scriptId: script.id, profile });
    // Runs by hand, whose end each round waits for, come first
    const job = await client.jobs.create({ name, agentId: agent.id, triggers, policy: { ...policy, priority: 6 } });
    jobs.push(job.id);
  }
  const keys: string[] = [];
  const unheard = new Set<string>();
  const publish = async (at: Client, key: string) => {
    await at.events.publish({ type: eventType, payload: { key }, dedupeKey: key });
    unheard.delete(key);
  };
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
    tell: (at, { below }) => {
      for (let left = eventsPerRound; left > 0; left--) {
        const key = `event ${keys.length + 1}`;
        keys.push(key);
        unheard.add(key);
      }
      for (const key of unheard)
        void delay(below(2_500), undefined, { ref: false })
          .then(() => publish(at, key))
          .catch(() => {}); // the host has died over it: told again in the next round
    },
    tellRest: async (at) => {
      for (const key of unheard) await publish(at, key);
      return keys;
    },
    pause: async (at) => {
      for (const id of jobs) await at.jobs.pause({ id, queued: 'keep' });
    },
  };
}
