import type { CalendarItem } from '#contract/scheduler.ts';
import { toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { firingsOfTrigger, type JobRow, type TimeTriggerRow } from '../jobs/job-store.ts';
import { gateAt, gatesOf } from '../jobs/policy/gate.ts';
import type { Firings } from '../jobs/trigger/firings.ts';
import { endOfDay } from '../jobs/trigger/local-time.ts';
import { listSeries, type Series } from '../jobs/trigger/series.ts';
import type { HoldRow } from '../runs/hold-store.ts';
import type { CalendarScale } from './calendar-scale.ts';
import { foresee } from './foresee.ts';
import { runsLeft } from './runs-left.ts';

interface Ahead extends CalendarScale {
  hold: HoldRow | undefined;
  now: number;
  limit: number;
}

/** What of a trigger is not decided yet, computed: what will fire, what will be left out as things stand, excluded days. */
export function listCalendarComing(
  read: ReadDb,
  { job, trigger }: { job: JobRow; trigger: TimeTriggerRow },
  ahead: Ahead,
): CalendarItem[] {
  if (trigger.dueAt === null || (trigger.dueAt > ahead.toAt && trigger.exclusions === null)) return [];
  const firings = firingsOfTrigger(trigger);
  const make = (at: number, rest: Pick<CalendarItem, 'outcome' | 'reason'>) => ({
    jobId: job.id,
    triggerId: trigger.id,
    at: toInstant(at),
    runId: null,
    runStatus: null,
    ...rest,
  });
  const left = runsLeft(read, trigger);
  const after = trigger.dueAt - 1;
  return [
    ...listFires({ job, trigger, firings, make, after, left }, ahead),
    ...listExcluded({ firings, make, after }, ahead),
  ];
}

type Make = (at: number, rest: Pick<CalendarItem, 'outcome' | 'reason'>) => CalendarItem;

function listFires(
  what: { job: JobRow; trigger: TimeTriggerRow; firings: Firings; make: Make; after: number; left: number },
  { fromAt, toAt, mostPerDay, hold, now, limit }: Ahead,
): CalendarItem[] {
  const { firings, make } = what;
  const gates = gatesOf(what.job, what.trigger);
  // What is foreseen changes behind these alone
  const cuts = [...gates.map(({ untilAt }) => untilAt), hold?.until ?? now, now];
  const items: CalendarItem[] = [];
  let { left } = what;
  let at = firings.fires.next(what.after);
  while (at !== null && at <= toAt && left > 0 && items.length <= limit) {
    const here = at;
    const isBefore = here < fromAt;
    // What lies before the range is counted for `maxRuns` and not shown
    const spanEnd = isBefore ? fromAt - 1 : Math.min(endOfDay(firings.zone, here), toAt);
    const upTo = Math.min(spanEnd, ...cuts.filter((cut) => cut >= here));
    const { outcome, reason } = foresee(gateAt(gates, here), hold, { fireAt: here, now });
    const isRun = outcome !== 'skipped';
    // Without `maxRuns` nothing needs to be counted to get past what is not shown
    const found = isBefore && left === Number.POSITIVE_INFINITY ? 0 : firings.fires.count(here - 1, upTo);
    const count = isRun ? Math.min(left, found) : found;
    if (!isBefore)
      items.push(
        ...tell(firings.fires, { at: here, endAt: upTo, count, mostPerDay }, (each) =>
          make(each, { outcome, reason: reason ?? (firings.originOf(each).isMoved ? 'exclusion' : null) }),
        ),
      );
    if (isRun) left -= count;
    at = firings.fires.next(upTo);
  }
  return items;
}

/** Days that are left out; what moves from there is among the fires. */
function listExcluded(
  { firings, make, after }: { firings: Firings; make: Make; after: number },
  { fromAt, toAt, mostPerDay, limit }: Ahead,
): CalendarItem[] {
  const items: CalendarItem[] = [];
  const undecidedAt = firings.isMoving ? firings.earliestFor(after + 1) - 1 : after;
  let at = firings.excluded.next(Math.max(undecidedAt, fromAt - 1));
  while (at !== null && at <= toAt && items.length <= limit) {
    const endAt = Math.min(endOfDay(firings.zone, at), toAt);
    const day = { at, endAt, count: firings.excluded.count(at - 1, endAt), mostPerDay };
    if ((firings.moveOf(at) ?? at) > after)
      items.push(...tell(firings.excluded, day, (each) => make(each, { outcome: 'skipped', reason: 'exclusion' })));
    at = firings.excluded.next(endAt);
  }
  return items;
}

interface LikeFirings {
  at: number;
  endAt: number;
  count: number;
  mostPerDay: number;
}

/** The first `count` moments of a span one by one, or as one where they are many. */
function tell(series: Series, { at, endAt, count, mostPerDay }: LikeFirings, make: (at: number) => CalendarItem) {
  if (count <= mostPerDay) return listSeries(series, { after: at - 1, upTo: endAt, limit: count }).map(make);
  return [{ ...make(at), until: toInstant(series.previous(endAt) ?? at), count }];
}
