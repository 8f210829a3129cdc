import type { TimeKind } from '#contract/triggers.ts';
import { cron } from './cron.ts';
import { interval } from './interval.ts';
import { once } from './once.ts';
import { rrule } from './rrule.ts';
import type { TriggerKindRules } from './trigger-times.ts';

/** Every kind of time trigger; a new one is its file and its line here. */
export const triggerKinds: Readonly<Record<TimeKind, TriggerKindRules>> = { cron, interval, once, rrule };
