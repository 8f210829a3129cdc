import { asc, eq } from 'drizzle-orm';
import type { Job, JobInput } from '#contract/jobs.ts';
import type { PolicyInput } from '#contract/policy.ts';
import type { AgentRow } from '../agents/agents.ts';
import type { Audit } from '../audit/audit.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { silentLogger } from '../base/logger.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import type { AbsenceReason } from '../jobs/policy/misfire.ts';
import { claimRun } from '../runs/claim-run.ts';
import { openTestRuns, type TestRuns } from '../runs/open-test-runs.ts';
import type { RunRow } from '../runs/queue-run.ts';
import { type Facts, makeFacts } from '../settings/settings.ts';
import { closeTrigger } from './close-trigger.ts';
import { decideBatch } from './decide-due.ts';
import { type Holding, makeHolding } from './hold.ts';
import type { OccurrenceRow } from './occurrence-store.ts';

/** The trigger of most tests. */
export const everyMinute = { kind: 'interval' as const, expr: 'PT1M', enabled: true };

export interface TestSchedule extends TestRuns {
  /** What ticker, hold and conditions are made of. */
  scheduling: {
    audit: Audit;
    clock: Clock;
    facts: Facts;
    holding: Holding;
    onBattery: () => boolean;
    stop: () => void;
  };
  holding: Holding;
  agent: AgentRow;
  /** One job of one agent with these triggers. */
  schedule(triggers: JobInput['triggers'], input?: Partial<JobInput>): { id: string };
  /** Decides what is due at the moment of the clock; answers how many triggers. */
  decide(absence?: AbsenceReason, machine?: { onBattery: boolean }): number;
  /** The ledger of a job, oldest first. */
  rows(jobId: string): OccurrenceRow[];
  /** The same as lines `instant outcome reason×count`. */
  ledger(jobId: string, dateDigits?: 0 | 16): string[];
  /** What the ledger gives as causes, each once. */
  causes(jobId: string): Set<string | null>;
  job(id: string): Job;
  /** A job that fires every minute, unless `trigger` says otherwise; answers its id. */
  minutely(policy: PolicyInput, trigger?: object): string;
  /** Decides all that is due. */
  decideAll(onBattery?: boolean): void;
  /** So many minutes, and what is due at the end of each. */
  tick(minutes: number, onBattery?: boolean): void;
  /** The runs of a job, oldest first. */
  runsOf(jobId: string): RunRow[];
  /** Claims a run as the worker does; answers its id. */
  claim(options?: { onBattery?: boolean; slots?: number }): string | undefined;
  /** A run is over, by the row alone. */
  endRun(id: string, status?: 'succeeded' | 'failed'): void;
  /** Ends the live run of the job, if there is one. */
  finishRuns(): Promise<void>;
}

/** The rooms up to the schedule, at 2026-01-15T12:00:00Z. Nothing ticks by itself. */
export async function openTestSchedule(options: Parameters<typeof openTestRuns>[0] = {}): Promise<TestSchedule> {
  const test = await openTestRuns({ closeTrigger, ...options });
  const agent = await test.addAgent('collector');
  let jobsMade = 0;
  const common = { audit: test.audit, clock: test.clock, onBattery: () => false, stop: () => {} };
  const holding = makeHolding({ ...test, boot: newId() });
  const rows = (jobId: string) =>
    test.audit.read
      .select()
      .from(occurrences)
      .where(eq(occurrences.jobId, jobId))
      .orderBy(asc(occurrences.scheduledFor))
      .all();
  const schedule: TestSchedule['schedule'] = (triggers, input = {}) =>
    test.addJob(`job ${++jobsMade}`, agent, { triggers, ...input });
  const decide: TestSchedule['decide'] = (reason = 'asleep', { onBattery } = { onBattery: false }) =>
    decideBatch(test.audit, {
      now: test.clock.now(),
      onBattery,
      absence: { reason, cause: null, leastGraceMs: 0 },
      isCareful: false,
      logger: silentLogger,
    }).decided;
  const decideAll = (onBattery = false) => {
    while (decide('asleep', { onBattery }) > 0);
  };
  return {
    ...test,
    holding,
    scheduling: { ...common, facts: makeFacts(test), holding },
    agent,
    schedule,
    decide,
    rows,
    ledger: (jobId, dateDigits = 0) =>
      rows(jobId).map(({ scheduledFor, outcome, reason, count }) =>
        [
          dateDigits === 0 ? toInstant(scheduledFor).slice(11, 19) : toInstant(scheduledFor).slice(0, dateDigits),
          outcome,
          reason,
          count === null ? null : `×${count}`,
        ]
          .filter((part) => part !== null)
          .join(' '),
      ),
    causes: (jobId) => new Set(rows(jobId).map(({ cause }) => cause)),
    job: (id) => test.jobs.toContract(test.jobs.get(test.owner, id)),
    minutely: (policy, trigger = {}) => schedule([{ ...everyMinute, ...trigger }], { policy }).id,
    decideAll,
    tick: (minutes, onBattery = false) => {
      for (let n = 0; n < minutes; n++) {
        test.clock.advance(60_000);
        decideAll(onBattery);
      }
    },
    runsOf: (jobId) => test.audit.read.select().from(runs).where(eq(runs.jobId, jobId)).orderBy(runs.id).all(),
    claim: (options = {}) =>
      test.audit.write('a run is claimed', ({ tx }) =>
        claimRun(tx, { now: test.clock.now(), slots: 9, nonce: 'n', onBattery: false, only: null, ...options }),
      )?.id,
    endRun: (id, status = 'succeeded') => {
      const at = test.clock.now();
      test.audit.write('a run moves on', ({ tx }) =>
        tx.update(runs).set({ status, finishedAt: at, startedAt: at }).where(eq(runs.id, id)).run(),
      );
    },
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
