import type { Exclusions, Trigger, TriggerKind, Weekday } from '#contract/triggers.ts';
import { nameOfWeekday } from '../../lib/date-names.ts';
import { formatSpan } from '../../lib/format/duration.ts';
import { formatDay, formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';

/** Of a trigger, as it is kept or as it stands in the form, what narrows when it fires and what its runs are given. */
interface NarrowedTrigger extends Partial<Optional<Omit<Trigger, 'kind' | 'timezone' | 'exclusions'>>> {
  kind: TriggerKind;
  timezone: string;
  exclusions?: Exclusions | null | undefined;
}
type Optional<Fields> = { [Field in keyof Fields]: Fields[Field] | null | undefined };

/** So many dates are named; the others are counted. */
const namedDates = 3;
/** Monday is 1, as cron counts. */
const dayNumbers: Record<Weekday, number> = { MON: 1, TUE: 2, WED: 3, THU: 4, FRI: 5, SAT: 6, SUN: 0 };

/** What there is to say besides what starts it, a clause each, in the order of the form. */
export function describeNarrowing(trigger: NarrowedTrigger, now: number): readonly string[] {
  return [
    ...sayWatch(trigger),
    ...sayCollecting(trigger),
    ...sayExclusions(trigger.exclusions, now),
    ...sayBounds(trigger, now),
    ...(trigger.maxRuns ? [t('trigger-words.max-runs', { n: trigger.maxRuns })] : []),
    ...(trigger.jitterSeconds ? [t('trigger-words.jitter', { time: formatSpan(trigger.jitterSeconds) })] : []),
    ...(trigger.environment ? [t('trigger-words.environment', { environment: trigger.environment })] : []),
    ...(trigger.input === undefined ? [] : [t('trigger-words.input')]),
  ];
}

/** How often a condition is looked at; by itself it is once a minute. */
function sayWatch({ kind, everySeconds, forSeconds }: NarrowedTrigger): readonly string[] {
  if (kind !== 'condition') return [];
  return [
    t('trigger-words.every', { time: formatSpan(everySeconds ?? 60) }),
    ...(forSeconds ? [t('trigger-words.for', { time: formatSpan(forSeconds) })] : []),
  ];
}

function sayCollecting({ kind, debounceSeconds, batch }: NarrowedTrigger): readonly string[] {
  if (kind !== 'event') return [];
  const { events, seconds } = batch ?? {};
  return [
    ...(debounceSeconds ? [t('trigger-words.debounce', { time: formatSpan(debounceSeconds) })] : []),
    ...(events ? [t('trigger-words.batch-events', { n: events })] : []),
    ...(seconds ? [t('trigger-words.batch-seconds', { time: formatSpan(seconds) })] : []),
  ];
}

function sayExclusions(exclusions: Exclusions | null | undefined, now: number): readonly string[] {
  const { dates = [], weekdays = [], policy = 'skip' } = exclusions ?? {};
  const named = dates.slice(0, dates.length === namedDates + 1 ? namedDates + 1 : namedDates);
  const days = [
    ...weekdays.map((weekday) => nameOfWeekday(dayNumbers[weekday], 'short')),
    ...named.map((date) => formatDay(Date.parse(date), now, 'UTC').replaceAll(',', '')),
    ...(dates.length > named.length ? [t('trigger-words.more-days', { n: dates.length - named.length })] : []),
  ];
  if (days.length === 0) return [];
  return [t(policy === 'skip' ? 'trigger-words.never-on' : 'trigger-words.moved', { days: days.join(', ') })];
}

function sayBounds({ startAt, endAt, timezone }: NarrowedTrigger, now: number): readonly string[] {
  const say = (at: string) => formatMoment(Date.parse(at), now, timezone);
  return [
    ...(startAt ? [t('trigger-words.from', { time: say(startAt) })] : []),
    ...(endAt ? [t('trigger-words.until', { time: say(endAt) })] : []),
  ];
}
