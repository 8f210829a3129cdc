import type { Preview } from '#contract/jobs.ts';
import { countRepeated, countSkipped } from './dst-rule.ts';
import { type ClockChange, dayMs, formatReading, listClockChanges } from './local-time.ts';
import { seriesOf } from './next-instant.ts';
import { listSeries } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

type TriggerWarning = Preview['warnings'][number];

const lookAheadMs = 366 * dayMs;
const frequentMs = 10_000;
/** Enough firings to see the closest pair of any expression that repeats within a minute. */
const sampledFirings = 61;

/** What a person should know before saving: never firing, firing very often, clock changes within a year. */
export function listTriggerWarnings(trigger: TriggerTimes, fromAt: number): TriggerWarning[] {
  const series = seriesOf(trigger);
  const firstAt = series.next(fromAt);
  if (firstAt === null) {
    return [{ code: 'never-fires', message: `${trigger.expr} has no instant after ${formatReading(fromAt)} UTC` }];
  }
  const sample = listSeries(series, { after: fromAt, upTo: firstAt + lookAheadMs, limit: sampledFirings });
  return [...warnOfFrequency(sample), ...warnOfClockChanges(trigger, fromAt)];
}

function warnOfFrequency(sample: readonly number[]): TriggerWarning[] {
  const distances = sample.slice(1).map((at, index) => at - (sample[index] ?? at));
  const closestMs = Math.min(...distances);
  if (closestMs >= frequentMs) return [];
  return [
    {
      code: 'very-frequent',
      message: `fires ${closestMs / 1_000} s apart; a run that takes longer makes the next ones wait or be skipped`,
    },
  ];
}

/** The first gap and the first overlap that touch a fixed local time of the trigger. */
function warnOfClockChanges(trigger: TriggerTimes, fromAt: number): TriggerWarning[] {
  const { zone, localTimes } = triggerKinds[trigger.kind].compile(trigger);
  if (localTimes === null) return [];
  const untilAt = Math.min(fromAt + lookAheadMs, trigger.endAt ?? Number.POSITIVE_INFINITY);
  const changes = listClockChanges(zone, Math.max(fromAt, trigger.startAt ?? fromAt), untilAt);
  const gap = changes.find((change) => countSkipped(localTimes, change) > 0);
  const overlap = changes.find((change) => countRepeated(localTimes, change) > 0);
  return [
    ...(gap
      ? [
          {
            code: 'dst-gap' as const,
            message: `${turning(gap, zone.name)}; what is due in between fires once, at ${clockOf(gap.toLocal)}`,
          },
        ]
      : []),
    ...(overlap
      ? [
          {
            code: 'dst-overlap' as const,
            message: `${turning(overlap, zone.name)}; what is due in between fires the first time only`,
          },
        ]
      : []),
  ];
}

function turning(change: ClockChange, zoneName: string): string {
  const direction = change.toLocal > change.fromLocal ? 'forward' : 'back';
  const day = formatReading(change.fromLocal).slice(0, 10);
  return `on ${day} the clocks of ${zoneName} go ${direction} from ${clockOf(change.fromLocal)} to ${clockOf(change.toLocal)}`;
}

function clockOf(local: number): string {
  return formatReading(local).slice(11, 16);
}
