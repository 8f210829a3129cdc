import type { TriggerWarning } from '#contract/triggers.ts';
import { describeSeconds } from './describe-seconds.ts';
import { countRepeated, countSkipped } from './dst-rule.ts';
import { explainNever } from './explain-never.ts';
import { type Firings, firingsOf } from './firings.ts';
import { type ClockChange, dayMs, formatReading, listClockChanges } from './local-time.ts';
import { seriesOf } from './next-instant.ts';
import { listSeries } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

const lookAheadMs = 366 * dayMs;
const frequentMs = 10_000;
/** Enough firings to see the closest pair of any expression that repeats within a minute. */
const sampledFirings = 61;

/**
 * What a person should know before saving: never firing, firing very often or faster than its runs usually take, and
 * clock changes within a year.
 */
export function listTriggerWarnings(
  trigger: TriggerTimes,
  { fromAt, usualRunMs }: { fromAt: number; usualRunMs?: number | undefined },
): TriggerWarning[] {
  const firings = firingsOf(trigger);
  if (firings.fires.next(fromAt) === null) {
    const why = explainNever(trigger, fromAt);
    return [
      { code: 'never-fires', message: `${trigger.expr} has no instant after ${formatReading(fromAt)} UTC: ${why}` },
    ];
  }
  return [...warnOfFrequency(trigger, { fromAt, usualRunMs }), ...warnOfClockChanges(trigger, firings, fromAt)];
}

/** By the nominal instants: jitter now and then brings two together, which says nothing about the schedule. */
function warnOfFrequency(
  trigger: TriggerTimes,
  { fromAt, usualRunMs }: { fromAt: number; usualRunMs?: number | undefined },
): TriggerWarning[] {
  const series = seriesOf(trigger);
  const upTo = (series.next(fromAt) ?? fromAt) + lookAheadMs;
  const sample = listSeries(series, { after: fromAt, upTo, limit: sampledFirings });
  const closestMs = Math.min(...sample.slice(1).map((at, index) => at - (sample[index] ?? at)));
  const warnings: TriggerWarning[] = [];
  if (closestMs < frequentMs) {
    warnings.push({
      code: 'very-frequent',
      message: `fires ${closestMs / 1_000} s apart; a run that takes longer makes the next ones wait or be skipped`,
    });
  }
  if (usualRunMs !== undefined && closestMs < usualRunMs) {
    warnings.push({
      code: 'faster-than-usual-run',
      message: `fires ${describeSpan(closestMs)} apart while its runs usually take ${describeSpan(usualRunMs)}; the next ones wait or are skipped`,
    });
  }
  return warnings;
}

function describeSpan(ms: number): string {
  return describeSeconds(Math.max(1, Math.round(ms / 1_000)));
}

/** The first gap and the first overlap that touch a fixed local time of the trigger. */
function warnOfClockChanges(trigger: TriggerTimes, { excluded }: Firings, fromAt: number): TriggerWarning[] {
  const { zone, localTimes } = triggerKinds[trigger.kind].compile(trigger);
  if (localTimes === null) return [];
  const untilAt = Math.min(fromAt + lookAheadMs, trigger.endAt ?? Number.POSITIVE_INFINITY);
  const changes = listClockChanges(zone, Math.max(fromAt, trigger.startAt ?? fromAt), untilAt);
  const isLeftOut = (from: number, until: number) => excluded.count(from - 1, until) > 0;
  const gap = changes.find((change) => countSkipped(localTimes, change) > 0 && !isLeftOut(change.at, change.at));
  const overlap = changes.find(
    (change) =>
      countRepeated(localTimes, change) > 0 &&
      !isLeftOut(change.at - (change.fromLocal - change.toLocal), change.at - 1),
  );
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
