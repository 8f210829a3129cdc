import type { Preview } from '#contract/triggers.ts';
import { dayMs, toInstant } from '../../base/clock.ts';
import { describeTrigger } from './describe-trigger.ts';
import { isStandIn, meantLocal } from './dst-rule.ts';
import { firingsOf, type Origin, sinceCreation } from './firings.ts';
import { formatLocal, isRepeated, toLocal } from './local-time.ts';
import { isTimeDefinition, type TriggerDefinition } from './read-trigger.ts';
import { listSeries } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { Timetable } from './trigger-times.ts';
import { listTriggerWarnings } from './trigger-warnings.ts';

/**
 * The next `count` firings strictly after `from`, the very ones that will come, with what a person should know about
 * them (domain, "Preview"). Events and conditions have none to show, only words. `usualRunMs`: how long runs take.
 */
export function previewTrigger(options: {
  trigger: TriggerDefinition;
  count: number;
  from: number;
  usualRunMs?: number | undefined;
}): Preview {
  const { trigger, count, from, usualRunMs } = options;
  const text = describeTrigger(trigger);
  if (!isTimeDefinition(trigger)) return { instants: [], text, warnings: [] };
  const timetable = triggerKinds[trigger.kind].compile(trigger);
  const { fires, originOf } = sinceCreation(firingsOf(trigger), trigger);
  const moments = listSeries(fires, { after: from, upTo: Number.POSITIVE_INFINITY, limit: count });
  return {
    instants: moments.map((at) => {
      const dst = dstMarkOf(timetable, at, originOf(at));
      return {
        at: toInstant(at),
        local: formatLocal(timetable.zone, at),
        ...(dst === null ? {} : { dst }),
      };
    }),
    text,
    warnings: listTriggerWarnings(trigger, { fromAt: from, usualRunMs }),
  };
}

/** `gap`: stands in for a local time that does not exist; `overlap`: the clocks read this twice that day. */
function dstMarkOf(
  { zone, localTimes }: Timetable,
  at: number,
  { nominalAt, isMoved }: Origin,
): 'gap' | 'overlap' | null {
  const timeOfDay = (local: number) => local - Math.floor(local / dayMs) * dayMs;
  const isGap = isMoved
    ? timeOfDay(toLocal(zone, at)) !== timeOfDay(meantLocal(zone, localTimes, nominalAt))
    : localTimes !== null && isStandIn(zone, localTimes, nominalAt);
  if (isGap) return 'gap';
  return isRepeated(zone, at) ? 'overlap' : null;
}
