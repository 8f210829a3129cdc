import type { TriggerKind } from '#contract/triggers.ts';

/** What one schedules a first script with; the editor of jobs knows all else. */
export const rhythms = {
  minute: { kind: 'cron', expr: '* * * * *' },
  hour: { kind: 'cron', expr: '0 * * * *' },
  day: { kind: 'cron', expr: '0 8 * * *' },
  weekday: { kind: 'cron', expr: '0 8 * * MON-FRI' },
} as const satisfies Record<string, { kind: TriggerKind; expr: string }>;

export type FirstRhythm = keyof typeof rhythms;
export const rhythmNames = ['minute', 'hour', 'day', 'weekday'] as const satisfies readonly FirstRhythm[];
