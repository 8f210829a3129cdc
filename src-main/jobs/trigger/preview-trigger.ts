import type { Preview } from '#contract/jobs.ts';
import { toInstant } from '../../base/clock.ts';
import { isStandIn } from './dst-rule.ts';
import { formatLocal, isRepeated } from './local-time.ts';
import { seriesOf } from './next-instant.ts';
import { listSeries } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { Timetable, TriggerTimes } from './trigger-times.ts';
import { listTriggerWarnings } from './trigger-warnings.ts';

/** The next `count` firings strictly after `from`, with what a person should know about them (domain, "Preview"). */
export function previewTrigger(options: { trigger: TriggerTimes; count: number; from: number }): Preview {
  const { trigger, count, from } = options;
  const timetable = triggerKinds[trigger.kind].compile(trigger);
  const instants = listSeries(seriesOf(trigger), { after: from, upTo: Number.POSITIVE_INFINITY, limit: count });
  return {
    instants: instants.map((at) => {
      const dst = dstMarkOf(timetable, at);
      return { at: toInstant(at), local: formatLocal(timetable.zone, at), ...(dst === null ? {} : { dst }) };
    }),
    text: describeTrigger(trigger),
    warnings: listTriggerWarnings(trigger, from),
  };
}

/** The trigger in plain words, without its zone. */
export function describeTrigger(trigger: TriggerTimes): string {
  return triggerKinds[trigger.kind].describe(trigger);
}

/** `gap`: stands in for a local time that does not exist; `overlap`: the clocks read this twice that day. */
function dstMarkOf({ zone, localTimes }: Timetable, at: number): 'gap' | 'overlap' | null {
  if (localTimes !== null && isStandIn(zone, localTimes, at)) return 'gap';
  return isRepeated(zone, at) ? 'overlap' : null;
}
