import type { Occurrence } from '#contract/jobs.ts';
import type { TriggerKind } from '#contract/triggers.ts';

/** What is asked before an instant becomes a run. */
export type Check = 'match' | 'job' | 'hold' | 'day' | 'awake' | 'power' | 'agent' | 'key' | 'busy';
export interface CheckResult {
  check: Check;
  /** `stopped` decided it; those behind it were not asked. */
  result: 'passed' | 'stopped' | 'not-asked';
}

/** In the order the core asks (src-main/jobs/policy/plan-trigger.ts, src-main/schedule/fire.ts and fire-events.ts). */
const ofTimes: readonly Check[] = ['day', 'job', 'hold', 'awake', 'power', 'agent', 'key', 'busy'];
const ofHappenings: readonly Check[] = ['match', 'job', 'hold', 'day', 'power', 'agent', 'key', 'busy'];

const stops: Readonly<Record<string, Check>> = {
  'condition-failed': 'match',
  'filter-failed': 'match',
  'chain-too-long': 'match',
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
  kind: TriggerKind | undefined,
): readonly CheckResult[] {
  const ladder = kind === 'event' || kind === 'condition' ? ofHappenings : ofTimes;
  const check = outcome === 'skipped' || outcome === 'missed' ? stops[reason ?? ''] : undefined;
  const stopped = check === undefined ? -1 : ladder.indexOf(check);
  if (stopped < 0) return [];
  return ladder.map((check, index) => ({
    check,
    result: index < stopped ? 'passed' : index === stopped ? 'stopped' : 'not-asked',
  }));
}
