import { asc, eq } from 'drizzle-orm';
import type { JobInput } from '#contract/jobs.ts';
import type { AgentRow } from '../agents/agents.ts';
import { toInstant } from '../base/clock.ts';
import { occurrences } from '../db/schema/jobs.ts';
import type { Absence } from '../jobs/policy/misfire.ts';
import { openTestRuns, type TestRuns } from '../runs/open-test-runs.ts';
import { queueDue } from './queue-due.ts';

export interface TestSchedule extends TestRuns {
  agent: AgentRow;
  /** One job of one agent with these triggers. */
  schedule(triggers: JobInput['triggers'], input?: Partial<JobInput>): { id: string };
  /** Decides what is due at the moment of the clock; answers how many triggers. */
  decide(absence?: Absence): number;
  /** The ledger of a job as lines `instant outcome reason×count`, oldest first. */
  ledger(jobId: string): string[];
  /** Ends the live run of the job, if there is one. */
  finishRuns(): Promise<void>;
}

/** The rooms up to the schedule, at 2026-01-15T12:00:00Z. Nothing ticks by itself. */
export async function openTestSchedule(options: Parameters<typeof openTestRuns>[0] = {}): Promise<TestSchedule> {
  const test = await openTestRuns(options);
  const agent = await test.addAgent('collector');
  let jobsMade = 0;
  return {
    ...test,
    agent,
    schedule: (triggers, input = {}) => test.addJob(`job ${++jobsMade}`, agent, { triggers, ...input }),
    decide: (absence = 'asleep') =>
      test.audit.write('the ledger records it', (transaction) =>
        queueDue(transaction, { now: test.clock.now(), absence }),
      ),
    ledger: (jobId) =>
      test.audit.read
        .select()
        .from(occurrences)
        .where(eq(occurrences.jobId, jobId))
        .orderBy(asc(occurrences.scheduledFor))
        .all()
        .map(({ scheduledFor, outcome, reason, count }) =>
          [toInstant(scheduledFor).slice(11, 19), outcome, reason, count === null ? null : `×${count}`]
            .filter((part) => part !== null)
            .join(' '),
        ),
    finishRuns: async () => {
      for (;;) {
        await test.until(() => {
          const live = test.runs.list(test.owner, { limit: 200 }).items.filter(({ finishedAt }) => finishedAt === null);
          return live.length === 0 || live.some(({ status }) => status === 'running');
        });
        const running = test.runs.list(test.owner, { limit: 200, status: 'running' }).items;
        if (running.length === 0) return;
        for (const { id } of running) {
          (await test.sandbox.started(id)).end();
          await test.final(id);
        }
      }
    },
  };
}
