import type { TriggerKind } from '#contract/jobs.ts';
import { cron } from './cron.ts';
import { interval } from './interval.ts';
import { once } from './once.ts';
import type { TriggerKindRules } from './trigger-times.ts';

/** Every kind of time trigger; a new one is its file and its line here. */
export const triggerKinds: Readonly<Record<TriggerKind, TriggerKindRules>> = { cron, interval, once };
