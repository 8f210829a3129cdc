import type { Run, RunStatus } from '#contract/runs.ts';
import type { Hold } from '#contract/scheduler.ts';
import type { SystemState } from '#contract/system.ts';
import { formatNext } from '../../lib/format/time.ts';
import type { MessageKey, MessageValues } from '../../lib/messages/messages.ts';

/** A text of the catalogue with what is put into it. */
export interface Phrase {
  key: MessageKey;
  values?: MessageValues;
}

/** The answer to "is everything all right?": one sentence, and one more that says what it rests on. */
export interface Verdict {
  isFine: boolean;
  sentence: Phrase;
  remark?: Phrase;
  /** The jobs it is about, to be led to. */
  jobs?: readonly { jobId: string; name: string }[];
}

export interface VerdictFacts {
  /** Absent for those who may not see the machine. */
  system: Pick<SystemState, 'engine' | 'executors' | 'scheduler'> | undefined;
  /** While everything is held. */
  hold: Hold | null;
  /** Runs of the last day, in any order. */
  runs: readonly Pick<Run, 'jobId' | 'title' | 'status' | 'queuedAt'>[];
  /** Instants of the last day nobody was awake for. */
  missed: number;
  jobs: { active: number; paused: number };
  now: number;
}

/** Without a beat for so long the scheduler counts as stopped; it beats at least every few seconds. */
const silentMs = 60_000;
const failures: ReadonlySet<RunStatus> = new Set(['failed', 'timed-out', 'lost']);

/** Whether a run in this state counts against its job. A cancelled one was somebody's wish. */
export function isFailure({ status }: Pick<Run, 'status'>): boolean {
  return failures.has(status);
}

/** Judges the machine, the worst first: nothing can run, nothing is fired, something failed, was missed, or all is well. */
export function judge({ system, hold, runs, missed, jobs, now }: VerdictFacts): Verdict {
  // In the first moments after a start nobody has looked yet: that is no trouble
  if (system !== undefined && system.executors.length > 0 && !system.engine.ok) {
    return { isFine: false, sentence: { key: 'overview.no-engine' }, remark: { key: 'overview.no-engine-remark' } };
  }
  if (system !== undefined && isSilent(system.scheduler, now)) {
    return { isFine: false, sentence: { key: 'overview.no-beat' }, remark: { key: 'overview.no-beat-remark' } };
  }
  if (hold !== null) return judgeHold(hold, now);
  const unarmed = system?.scheduler.unarmed ?? [];
  if (unarmed.length > 0) {
    const remark: Phrase = { key: 'overview.unarmed-remark', values: { problem: unarmed[0]?.problem ?? '' } };
    const sentence: Phrase = { key: 'overview.unarmed', values: { n: unarmed.length } };
    return { isFine: false, sentence, remark, jobs: unarmed };
  }
  const failed = runs.filter(isFailure).length;
  if (failed > 0) {
    return { isFine: false, sentence: { key: 'overview.failed', values: { n: failed } }, remark: remarkFailures(runs) };
  }
  if (missed > 0) {
    const remark: Phrase = { key: 'overview.missed-remark' };
    return { isFine: false, sentence: { key: 'overview.missed', values: { n: missed } }, remark };
  }
  if (jobs.active === 0) {
    const remark: Phrase =
      jobs.paused > 0
        ? { key: 'overview.paused-remark', values: { n: jobs.paused } }
        : { key: 'overview.unscheduled-remark' };
    return { isFine: true, sentence: { key: 'overview.unscheduled' }, remark };
  }
  return { isFine: true, sentence: { key: 'overview.fine' }, remark: remarkFine(runs.length, jobs) };
}

function judgeHold({ by, until, reason }: Hold, now: number): Verdict {
  const end = until === null ? '' : formatNext(Date.parse(until), now);
  const values = { by, reason, hasEnd: String(until !== null), until: end };
  return { isFine: false, sentence: { key: 'overview.held' }, remark: { key: 'overview.held-remark', values } };
}

/** Jobs whose last finished run failed, by name. */
function stillFailing(runs: VerdictFacts['runs']): readonly string[] {
  const finished = runs
    .filter((run) => run.status === 'succeeded' || isFailure(run))
    .toSorted((a, b) => Date.parse(b.queuedAt) - Date.parse(a.queuedAt));
  const last = new Map<string, VerdictFacts['runs'][number]>();
  for (const run of finished) if (run.jobId !== null && !last.has(run.jobId)) last.set(run.jobId, run);
  return [...last.values()].filter(isFailure).map(({ title }) => title);
}

function remarkFailures(runs: VerdictFacts['runs']): Phrase {
  const [first, second, ...others] = stillFailing(runs);
  if (first === undefined) return { key: 'overview.recovered' };
  if (second === undefined) return { key: 'overview.failing-one', values: { name: first } };
  if (others.length === 0) return { key: 'overview.failing-two', values: { first, second } };
  return { key: 'overview.failing-more', values: { first, second, n: others.length } };
}

function remarkFine(runs: number, jobs: VerdictFacts['jobs']): Phrase {
  if (jobs.paused > 0) return { key: 'overview.fine-paused', values: { runs, paused: jobs.paused } };
  return runs === 0
    ? { key: 'overview.fine-quiet', values: { jobs: jobs.active } }
    : { key: 'overview.fine-runs', values: { runs } };
}

function isSilent({ lastTickAt }: SystemState['scheduler'], now: number): boolean {
  return lastTickAt !== null && now - Date.parse(lastTickAt) > silentMs;
}
