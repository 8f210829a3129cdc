import type { Exclusions, TimeKind, TriggerInput } from '#contract/triggers.ts';
import { invalid } from '../../base/errors.ts';
import { mostExcludedDates } from './gather-days.ts';
import { makeZone, type Zone } from './local-time.ts';
import { readExcludedDates } from './read-excluded-dates.ts';
import { findRuleZone } from './rrule.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** The part of a caller's trigger that decides when it fires. */
export type TimeTriggerInput = { readonly kind: TimeKind } & Pick<
  TriggerInput,
  'expr' | 'timezone' | 'startAt' | 'endAt' | 'jitterSeconds' | 'exclusions'
>;

/** What bounds, spreads and thins the firings of a trigger of any kind. */
export type TriggerBounds = Omit<TriggerTimes, 'kind' | 'expr'>;

/** What a reader has to know besides the caller's words. */
export interface ReadContext {
  readonly defaultTimezone: string;
  readonly createdAt: number;
  readonly seed: number;
}

/** A caller's time trigger as data to compute with; refuses (422) what could not be computed. */
export function readTriggerTimes(input: TimeTriggerInput, context: ReadContext): TriggerTimes {
  const expr = input.expr.trim();
  const timezone = readTimezone(input, context.defaultTimezone);
  const times: TriggerTimes = { kind: input.kind, expr, ...readBounds({ ...input, timezone }, context) };
  triggerKinds[times.kind].compile(times);
  return times;
}

/** The zone a caller's trigger is in: the one given, else the one its rule names, else the default. */
export function readTimezone(
  { kind, expr, timezone }: Pick<TriggerInput, 'kind' | 'expr' | 'timezone'>,
  defaultTimezone: string,
): string {
  return makeZone(timezone ?? (kind === 'rrule' ? findRuleZone(expr.trim()) : null) ?? defaultTimezone).name;
}

/** The bounds of a caller's trigger; refuses an unknown zone, and an end before the beginning. */
export function readBounds(input: Omit<TimeTriggerInput, 'kind' | 'expr'>, context: ReadContext): TriggerBounds {
  const zone = makeZone(input.timezone ?? context.defaultTimezone);
  const startAt = toMoment(input.startAt);
  const endAt = toMoment(input.endAt);
  if (startAt !== null && endAt !== null && endAt < startAt) {
    throw invalid('trigger.endAt', `${input.endAt} lies before startAt ${input.startAt}; move it behind`);
  }
  return {
    timezone: zone.name,
    startAt,
    endAt,
    createdAt: context.createdAt,
    seed: context.seed,
    jitterSeconds: input.jitterSeconds ?? 0,
    exclusions: readExclusions(input.exclusions ?? null, zone, context.createdAt),
  };
}

/** With the days of the calendar file among the dates. */
function readExclusions(input: TriggerInput['exclusions'], zone: Zone, at: number): Exclusions | null {
  if (input === null || input === undefined) return null;
  const { ics, ...exclusions } = input;
  const imported = ics === undefined ? [] : readExcludedDates(ics, { zone, at });
  const dates = [...new Set([...exclusions.dates, ...imported])].toSorted();
  if (dates.length > mostExcludedDates)
    throw invalid(
      'trigger.exclusions.ics',
      `its days and the dates given come to ${dates.length}; at most ${mostExcludedDates} can be excluded`,
    );
  return { ...exclusions, dates };
}

function toMoment(instant: string | null | undefined): number | null {
  return instant === null || instant === undefined ? null : Date.parse(instant);
}
