import type { TriggerWarning } from '#contract/triggers.ts';
import { lookAheadMs, warnOfClockChanges } from './clock-warnings.ts';
import { describeSeconds } from './describe-seconds.ts';
import { firingsOf } from './firings.ts';
import { formatReading } from './local-time.ts';
import { explainNever } from './never-fires.ts';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const frequentMs = 10_000;
/** Enough firings to see the closest pair of any expression that repeats within a minute. */
const sampledFirings = 61;

/**
 * What a person should know before saving: never firing, firing very often or faster than its runs usually take, and
 * clock changes within a year of its first firing.
 */
export function listTriggerWarnings(
  trigger: TriggerTimes,
  { fromAt, usualRunMs }: { fromAt: number; usualRunMs?: number | undefined },
): TriggerWarning[] {
  if (firingsOf(trigger).fires.next(fromAt) === null) {
    const why = explainNever(trigger, fromAt);
    return [
      { code: 'never-fires', message: `${trigger.expr} has no instant after ${formatReading(fromAt)} UTC: ${why}` },
    ];
  }
  return [...warnOfFrequency(trigger, { fromAt, usualRunMs }), ...warnOfClockChanges(trigger, fromAt)];
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
