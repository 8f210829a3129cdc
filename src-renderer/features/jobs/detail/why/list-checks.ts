import type { Occurrence } from '#contract/jobs.ts';
import type { Trigger } from '#contract/triggers.ts';

/** What is asked before an instant becomes a run. */
export type Check = 'match' | 'chain' | 'count' | 'job' | 'hold' | 'day' | 'awake' | 'power' | 'agent' | 'key' | 'busy';
export interface CheckResult {
  check: Check;
  /** `stopped` decided it; those behind it were not asked. */
  result: 'passed' | 'stopped' | 'not-asked';
}

/** In the order the core asks (src-main/jobs/policy/plan-trigger.ts, src-main/schedule/fire.ts and match-event.ts). */
const ofTimes: readonly Check[] = ['day', 'job', 'hold', 'awake', 'count', 'power', 'agent', 'key', 'busy'];
const ofEvents: readonly Check[] = ['match', 'chain', 'count', 'job', 'hold', 'day', 'power', 'agent', 'key', 'busy'];
const ofConditions: readonly Check[] = ofEvents.filter((check) => check !== 'chain');

const stops: Readonly<Record<string, Check>> = {
  'condition-failed': 'match',
  'filter-failed': 'match',
  'chain-too-long': 'chain',
  'max-runs': 'count',
  paused: 'job',
  snoozed: 'job',
  'skip-next': 'job',
  held: 'hold',
  exclusion: 'day',
  asleep: 'awake',
  'app-off': 'awake',
  'too-late': 'awake',
  power: 'power',
  'not-runnable': 'agent',
  dedupe: 'key',
  overlap: 'busy',
  'queue-full': 'busy',
};

/** The ladder an instant came to a stop on; empty where the ledger names no check. */
export function listChecks(
  { outcome, reason }: Pick<Occurrence, 'outcome' | 'reason'>,
  trigger: Pick<Trigger, 'kind' | 'maxRuns'> | undefined,
): readonly CheckResult[] {
  const check = outcome === 'skipped' || outcome === 'missed' ? stops[reason ?? ''] : undefined;
  // A trigger without a limit has nothing to count.
  const isCounted = check === 'count' || (trigger?.maxRuns ?? null) !== null;
  const ladder = ladderOf(trigger).filter((each) => each !== 'count' || isCounted);
  const stopped = check === undefined ? -1 : ladder.indexOf(check);
  if (stopped < 0) return [];
  return ladder.map((each, index) => ({
    check: each,
    result: index < stopped ? 'passed' : index === stopped ? 'stopped' : 'not-asked',
  }));
}

function ladderOf(trigger: Pick<Trigger, 'kind'> | undefined): readonly Check[] {
  if (trigger?.kind === 'event') return ofEvents;
  return trigger?.kind === 'condition' ? ofConditions : ofTimes;
}
