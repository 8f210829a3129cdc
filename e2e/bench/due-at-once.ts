import { isNotNull } from 'drizzle-orm';
import { newId } from '../../src-main/base/ids.ts';
import { agents } from '../../src-main/db/schema/agents.ts';
import { jobs, triggers } from '../../src-main/db/schema/jobs.ts';
import { runs } from '../../src-main/db/schema/runs.ts';
import { beginDeciding, decideDue } from '../../src-main/schedule/decide-due.ts';
import { defaultPolicy } from '../../src-preload/contract/policy.ts';
import { type Bench, inWords, spreadOf, timeMs } from './measure.ts';
import { type BenchHost, openHost } from './open-host.ts';

const due = 5_000;
const rounds = 7;

/** P9: 5,000 occurrences due in the same second, each of a job and an agent of its own: all decided and queued. */
export const dueAtOnce: Bench = {
  name: 'due-at-once',
  run: async () => {
    const host = await openHost({ engine: 'embedded', role: 'command' });
    try {
      const { audit } = host.app.core;
      const script = await publish(host);
      const at = Date.UTC(2030, 0, 1);
      makeJobs(host, { scriptId: script, firstAt: at });
      const samples: number[] = [];
      const ownTime: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const now = at + round * 86_400_000;
        const before = process.cpuUsage();
        samples.push(
          await timeMs(() => {
            const decide = () =>
              audit.write('the ledger records it', (transaction) =>
                decideDue(beginDeciding(transaction, { now, onBattery: false })),
              );
            while (decide() > 0);
          }),
        );
        const { user, system } = process.cpuUsage(before);
        ownTime.push((user + system) / 1_000);
        endRuns(host);
      }
      const spread = spreadOf(samples);
      return [
        {
          id: 'P9',
          what: `${due} due in the same second, all queued`,
          measured: spread.median,
          unit: 'ms',
          bar: 150,
          isUpperBound: true,
          note: `${inWords(spread)}, CPU ${inWords(spreadOf(ownTime))}`,
        },
      ];
    } finally {
      await host.close();
    }
  },
};

async function publish({ app, caller }: BenchHost): Promise<string> {
  const script = await app.core.scripts.create(caller, {
    name: 'bench',
    description: '',
    tags: [],
    folder: '',
    visibility: 'private',
    content: 'print(1)\n',
    entrypoint: 'main.py',
  });
  await app.core.scripts.publish(caller, script.id, { activate: true });
  return script.id;
}

function makeJobs({ app, caller }: BenchHost, { scriptId, firstAt }: { scriptId: string; firstAt: number }): void {
  const { agents: agentsRoom } = app.core;
  const template = agentsRoom.create(caller, {
    name: 'template',
    description: '',
    scriptId,
    version: null,
    mode: 'task',
    config: {},
    environment: 'TEST',
    profile: {},
    isActive: true,
    visibility: 'private',
    tags: [],
    folder: '',
  });
  app.core.audit.write('a measurement is cached', ({ tx }) => {
    const owned = {
      ownerId: template.ownerId,
      visibility: 'private' as const,
      tags: [],
      folder: '',
      createdAt: 0,
      updatedAt: 0,
    };
    for (let n = 0; n < due; n++) {
      const agentId = newId();
      const jobId = newId();
      tx.insert(agents)
        .values({ ...template, id: agentId, name: `agent ${n}`, nameKey: `agent ${n}` })
        .run();
      tx.insert(jobs)
        .values({
          ...owned,
          id: jobId,
          name: `job ${n}`,
          nameKey: `job ${n}`,
          description: '',
          agentId,
          policy: defaultPolicy,
          state: 'active',
        })
        .run();
      tx.insert(triggers)
        .values({
          id: newId(),
          jobId,
          position: 0,
          kind: 'cron',
          expr: '0 0 * * *',
          timezone: 'UTC',
          enabled: true,
          createdAt: 0,
          seed: n,
          dueAt: firstAt,
          nextAt: firstAt,
        })
        .run();
    }
  });
}

/** What a round queued is over before the next one, or every instant would be skipped as an overlap. */
function endRuns({ app }: BenchHost): void {
  const { audit } = app.core;
  const waiting = audit.read.select({ n: runs.id }).from(runs).where(isNotNull(runs.triggerId)).all().length;
  if (waiting % due !== 0) throw new Error(`${waiting} runs were queued, expected a multiple of ${due}`);
  audit.write('a measurement is cached', ({ tx }) => tx.update(runs).set({ status: 'succeeded', finishedAt: 1 }).run());
}
