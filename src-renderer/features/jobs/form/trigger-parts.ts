import { isTimed } from '../is-timed.ts';
import type { TriggerDraft } from './trigger-draft.ts';

/** What may be said of a trigger besides what starts it; each is shown once it is used or asked for. */
export type TriggerPart = (typeof triggerParts)[number];
export const triggerParts = [
  'collect',
  'exclusions',
  'bounds',
  'maxRuns',
  'jitter',
  'name',
  'input',
  'environment',
] as const;

/** The fields of the contract behind each part. */
export const fieldsOf: Record<TriggerPart, readonly (keyof TriggerDraft)[]> = {
  collect: ['debounceSeconds', 'batch'],
  exclusions: ['exclusions'],
  bounds: ['startAt', 'endAt'],
  maxRuns: ['maxRuns'],
  jitter: ['jitterSeconds'],
  name: ['name'],
  input: ['inputText'],
  environment: ['environment'],
};

/** What leaving a part out sends. */
export const withoutPart: Record<TriggerPart, Partial<TriggerDraft>> = {
  collect: { debounceSeconds: null, batch: null },
  exclusions: { exclusions: null, calendarName: undefined },
  bounds: { startAt: null, endAt: null },
  maxRuns: { maxRuns: null },
  jitter: { jitterSeconds: 0 },
  name: { name: null },
  input: { inputText: '' },
  environment: { environment: null },
};

/** The parts that mean something for this trigger. */
export function partsFor(trigger: TriggerDraft): readonly TriggerPart[] {
  return triggerParts.filter((part) => {
    if (part === 'collect') return trigger.kind === 'event';
    // What happens once is not bounded, and does not move off a day it was put on.
    return trigger.kind !== 'once' || !['bounds', 'maxRuns'].includes(part);
  });
}

/** Whether a part says something. */
export function isUsed(part: TriggerPart, trigger: TriggerDraft): boolean {
  return fieldsOf[part].some((field) => {
    const value = trigger[field];
    return value !== undefined && value !== null && value !== '' && value !== 0;
  });
}

/** Whether the zone decides anything: of what is not a clock's, only the days left out and the bounds are read in it. */
export function needsZone(trigger: TriggerDraft): boolean {
  return isTimed(trigger) || isUsed('exclusions', trigger) || isUsed('bounds', trigger);
}
