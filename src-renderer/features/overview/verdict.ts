import type { Run, RunStatus } from '#contract/runs.ts';
import type { Hold } from '#contract/scheduler.ts';
import type { SystemState } from '#contract/system.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatNext } from '../../lib/format/time.ts';
import type { MessageKey, MessageValues } from '../../lib/messages/messages.ts';
import type { Absence } from './absences.ts';

/** A text of the catalogue with what is put into it. */
export interface Phrase {
  key: MessageKey;
  values?: MessageValues;
}

/** The answer to "is everything all right?": one sentence, and what it rests on. */
export interface Verdict {
  isFine: boolean;
  sentence: Phrase;
  remarks: readonly Phrase[];
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
  /** Instants of the last day nothing ran for. */
  missed: number;
  /** When nobody was there in the last day, earliest first. */
  absences: readonly Absence[];
  jobs: { active: number; paused: number; snoozed: number };
  now: number;
}

/** Without a beat for so long the scheduler counts as stopped; it beats at least every few seconds. */
const silentMs = 60_000;
/** What fires later than this is worth a word. */
const lateMs = 5_000;
const failures: ReadonlySet<RunStatus> = new Set(['failed', 'timed-out', 'lost']);

/** Whether a run in this state counts against its job. A cancelled one was somebody's wish. */
export function isFailure({ status }: Pick<Run, 'status'>): boolean {
  return failures.has(status);
}

/** Judges the machine, the worst first: nothing can run, nothing is fired, something failed, was missed, or all is well. */
export function judge(facts: VerdictFacts): Verdict {
  const { system, hold, runs, missed, jobs, now } = facts;
  // In the first moments after a start nobody has looked yet: that is no trouble
  if (system !== undefined && system.executors.length > 0 && !system.engine.ok) {
    return { isFine: false, sentence: { key: 'overview.no-engine' }, remarks: [{ key: 'overview.no-engine-remark' }] };
  }
  if (system !== undefined && isSilent(system.scheduler, now)) {
    return { isFine: false, sentence: { key: 'overview.no-beat' }, remarks: [{ key: 'overview.no-beat-remark' }] };
  }
  const failed = runs.filter(isFailure).length;
  const late = remarkLate(system?.scheduler.latenessMs ?? 0);
  const remarks = [...(failed > 0 ? [remarkFailures(runs)] : []), ...remarkAbsence(facts), ...late];
  if (hold !== null) return judgeHold(hold, { now, remarks });
  const unarmed = system?.scheduler.unarmed ?? [];
  if (unarmed.length > 0) {
    const remark: Phrase = { key: 'overview.unarmed-remark', values: { problem: unarmed[0]?.problem ?? '' } };
    const sentence: Phrase = { key: 'overview.unarmed', values: { n: unarmed.length } };
    return { isFine: false, sentence, remarks: [remark], jobs: unarmed };
  }
  if (failed > 0 && missed > 0) {
    return { isFine: false, sentence: { key: 'overview.failed-missed', values: { failed, missed } }, remarks };
  }
  if (failed > 0) return { isFine: false, sentence: { key: 'overview.failed', values: { n: failed } }, remarks };
  if (missed > 0) return { isFine: false, sentence: { key: 'overview.missed', values: { n: missed } }, remarks };
  if (late.length > 0) return { isFine: false, sentence: { key: 'overview.late' }, remarks };
  if (jobs.active === 0) {
    const remark: Phrase =
      jobs.paused > 0
        ? { key: 'overview.paused-remark', values: { n: jobs.paused } }
        : { key: 'overview.unscheduled-remark' };
    return { isFine: true, sentence: { key: 'overview.unscheduled' }, remarks: [remark, ...remarks] };
  }
  return { isFine: true, sentence: { key: 'overview.fine' }, remarks: [...remarkFine(runs.length, jobs), ...remarks] };
}

function judgeHold(
  { by, until, reason }: Hold,
  { now, remarks }: { now: number; remarks: readonly Phrase[] },
): Verdict {
  const end = until === null ? '' : formatNext(Date.parse(until), now);
  const values = { by, reason, hasEnd: String(until !== null), until: end };
  return {
    isFine: false,
    sentence: { key: 'overview.held' },
    remarks: [{ key: 'overview.held-remark', values }, ...remarks],
  };
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

function remarkFine(runs: number, { active, paused, snoozed }: VerdictFacts['jobs']): readonly Phrase[] {
  const ran: Phrase =
    runs === 0 && paused === 0
      ? { key: 'overview.fine-quiet', values: { jobs: active } }
      : { key: 'overview.fine-runs', values: { runs } };
  if (paused === 0 && snoozed === 0) return [ran];
  return [ran, { key: 'overview.quiet-jobs', values: { paused, snoozed } }];
}

/** The last time nobody was there, and what became of what was due in it. */
function remarkAbsence({ absences, missed, now }: VerdictFacts): readonly Phrase[] {
  const last = absences.at(-1);
  if (last === undefined) return missed > 0 ? [{ key: 'overview.missed-remark' }] : [];
  const { kind, madeUp } = last;
  const values = { kind, from: sayMinute(last.from, now), to: sayMinute(last.to, now), missed: last.missed, madeUp };
  return [{ key: 'overview.absence', values }];
}

function sayMinute(at: number, now: number): string {
  return formatNext(Math.floor(at / 60_000) * 60_000, now);
}

function remarkLate(latenessMs: number): readonly Phrase[] {
  if (latenessMs <= lateMs) return [];
  return [{ key: 'overview.late-remark', values: { time: formatDuration(latenessMs) } }];
}

function isSilent({ lastTickAt }: SystemState['scheduler'], now: number): boolean {
  return lastTickAt !== null && now - Date.parse(lastTickAt) > silentMs;
}
