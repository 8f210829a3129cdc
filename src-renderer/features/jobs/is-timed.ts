import { type TriggerKind, timeKinds } from '#contract/triggers.ts';

/** Whether the instants of a trigger can be computed; an event or a condition has to be waited for. */
export function isTimed({ kind }: { kind: TriggerKind }): boolean {
  return timeKinds.some((each) => each === kind);
}
