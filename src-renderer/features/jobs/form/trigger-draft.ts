import type { ExclusionsInput, Trigger, TriggerInput } from '#contract/triggers.ts';
import { readAwaited } from '../../../lib/awaited-event.ts';
import { readInput, writeInput } from './read-input.ts';

/** One trigger as it stands in the form. */
export interface TriggerDraft extends Omit<TriggerInput, 'input'> {
  /** Tells the triggers of the form apart; those that are new have no id yet. */
  key: string;
  timezone: string;
  /** JSON as typed; empty for the job's input. */
  inputText: string;
  /** The way to start a run that was chosen, while there is not enough of it to be read back. */
  starter?: Starter | undefined;
  /** The name of the calendar file that is in `exclusions.ics`. */
  calendarName?: string | undefined;
}

/** What starts a run, as one thinks of it: two kinds of events are common enough to be ways of their own. */
export type Starter = (typeof starters)[number];
export const starters = ['time', 'job', 'file', 'event', 'condition'] as const;

/** What starts a run by this trigger. */
export function starterOf(trigger: Pick<TriggerDraft, 'kind' | 'expr' | 'filter' | 'starter'>): Starter {
  const { kind, expr, filter, starter } = trigger;
  if (starter !== undefined) return starter;
  if (kind === 'event') return readAwaited({ expr, filter })?.of ?? 'event';
  return kind === 'condition' ? 'condition' : 'time';
}

/** A trigger to begin with: every day at eight, unless something else is to start it. */
export function newTrigger(options: { timezone: string; key: string; starter?: Starter }): TriggerDraft {
  const { timezone, key, starter = 'time' } = options;
  return { key, ...beginStarter(starter), timezone, enabled: true, inputText: '' };
}

/** What a way to start a run begins with. A job or a folder is still to be chosen, a pattern or a condition to be written. */
export function beginStarter(starter: Starter): Pick<TriggerDraft, 'kind' | 'expr' | 'filter' | 'starter'> {
  switch (starter) {
    case 'time':
      return { kind: 'cron', expr: '0 8 * * *', filter: null, starter };
    case 'condition':
      return { kind: 'condition', expr: '', filter: null, starter };
    default:
      return { kind: 'event', expr: '', filter: null, starter };
  }
}

/** The form of a trigger that is there. What fires next is the core's answer, no part of what is saved. */
export function toTriggerDraft({ nextAt: _, input, ...trigger }: Trigger): TriggerDraft {
  return { ...trigger, key: trigger.id, inputText: writeInput(input) };
}

/** A trigger as the core takes it: what belongs to another kind stays in the form, in case one turns back. */
export function toTriggerInput(draft: TriggerDraft): TriggerInput {
  const { key: _key, starter: _starter, calendarName: _name, inputText, exclusions, ...trigger } = draft;
  const input = readInput(inputText);
  return {
    ...trigger,
    name: emptyAsNull(trigger.name),
    environment: emptyAsNull(trigger.environment),
    exclusions: emptyExclusionsAsNull(exclusions),
    ...(input.ok && input.value !== undefined && { input: input.value }),
    ...(trigger.kind === 'event'
      ? { filter: emptyAsNull(trigger.filter) }
      : { filter: null, debounceSeconds: null, batch: null }),
    ...(trigger.kind !== 'condition' && { everySeconds: null, forSeconds: null }),
  };
}

/** As its words are made of it: what belongs to another kind, and an input that is empty, say nothing. */
export function asNarrowed(draft: TriggerDraft) {
  const { exclusions, ...trigger } = draft;
  const { dates = [], weekdays = [], policy = 'skip' } = exclusions ?? {};
  const isGiven = draft.inputText.trim() !== '';
  return { ...trigger, exclusions: { dates, weekdays, policy }, ...(isGiven && { input: draft.inputText }) };
}

function emptyAsNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function emptyExclusionsAsNull(exclusions: ExclusionsInput | null | undefined): ExclusionsInput | null {
  if (exclusions === null || exclusions === undefined) return null;
  const { dates, weekdays, ics } = exclusions;
  return dates.length === 0 && weekdays.length === 0 && ics === undefined ? null : exclusions;
}
