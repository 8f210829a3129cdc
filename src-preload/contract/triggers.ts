import { z } from 'zod';
import { Id, Instant, InstantInput, Json, Name, TimeZone } from './common.ts';

export const TriggerKind = z.enum(['cron', 'interval', 'once', 'rrule', 'event', 'condition']);
export type TriggerKind = z.infer<typeof TriggerKind>;

/** Kinds whose instants can be computed; the others wait for something to happen. */
export const timeKinds = ['cron', 'interval', 'once', 'rrule'] as const satisfies TriggerKind[];
export type TimeKind = (typeof timeKinds)[number];

export const Weekday = z.enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']);
export type Weekday = z.infer<typeof Weekday>;

/** Days on which a trigger does not fire, as calendar days of its zone. */
export const Exclusions = z.strictObject({
  dates: z
    .array(z.iso.date())
    .max(5_000)
    .default([])
    .meta({ examples: [['2026-12-24', '2026-12-25']] }),
  weekdays: z.array(Weekday).max(6).default([]),
  policy: z.enum(['skip', 'next-working-day']).default('skip').meta({
    description:
      'what becomes of a firing on such a day; `next-working-day` keeps its local time and fires once for all that comes to one moment',
  }),
});
export type Exclusions = z.infer<typeof Exclusions>;

/** `ics`: the days of an iCalendar file's events join `dates` when it is saved. */
export const ExclusionsInput = Exclusions.extend({ ics: z.string().max(1_048_576).optional() });
export type ExclusionsInput = z.infer<typeof ExclusionsInput>;

/** Events collected into one run: up to so many, or for so long after the first, whichever comes first. */
export const Batch = z
  .strictObject({
    events: z.int().min(1).max(10_000).optional(),
    seconds: z.int().min(1).max(86_400).optional(),
  })
  .refine(({ events, seconds }) => events !== undefined || seconds !== undefined, 'needs events, seconds, or both');
export type Batch = z.infer<typeof Batch>;

/** `PROD`, `HML`, `TEST`, or another the person has made up; scripts read it as `AUTOMA_ENV`. */
export const EnvironmentName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_-]{0,49}$/, 'must be capital letters, digits, - or _, such as PROD')
  .meta({ examples: ['PROD'] });

export const Trigger = z.object({
  id: Id,
  name: z.string().nullable(),
  kind: TriggerKind,
  expr: z.string(),
  timezone: z.string(),
  enabled: z.boolean(),
  startAt: Instant.nullable(),
  endAt: Instant.nullable(),
  maxRuns: z.int().nullable(),
  jitterSeconds: z.int(),
  exclusions: Exclusions.nullable(),
  input: Json.optional(),
  environment: z.string().nullable(),
  filter: z.string().nullable(),
  debounceSeconds: z.int().nullable(),
  batch: Batch.nullable(),
  everySeconds: z.int().nullable(),
  forSeconds: z.int().nullable(),
  nextAt: Instant.nullable().meta({ description: 'when it fires next; null while nothing is to come' }),
});
export type Trigger = z.infer<typeof Trigger>;

export const Expression = z
  .string()
  .min(1)
  .max(4_000)
  .meta({
    description:
      'cron text; ISO 8601 duration (PT5S, P1D) for interval; instant or local date-time for once; RRULE lines with optional DTSTART, EXDATE, RDATE; type pattern (order.*) for event; CEL for condition',
    examples: ['0 8 * * MON-FRI', 'PT5S', '2026-12-24T18:00', 'RRULE:FREQ=DAILY', 'order.*', 'metric.diskFree < 5e9'],
  });

export const TriggerInput = z.strictObject({
  id: Id.optional(),
  name: Name.nullable().optional(),
  kind: TriggerKind,
  expr: Expression,
  timezone: TimeZone.optional().meta({ description: "default: this machine's zone" }),
  enabled: z.boolean().default(true),
  startAt: InstantInput.nullable().optional(),
  endAt: InstantInput.nullable().optional(),
  maxRuns: z.int().min(1).nullable().optional(),
  jitterSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .meta({ description: 'each firing comes up to this much later, never later than the next one' }),
  exclusions: ExclusionsInput.nullable().optional(),
  input: Json.optional(),
  environment: EnvironmentName.nullable().optional(),
  filter: z
    .string()
    .min(1)
    .max(4_000)
    .nullable()
    .optional()
    .meta({ description: 'event: CEL over `event`; fires when it is true', examples: ['event.payload.total > 100.0'] }),
  debounceSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .nullable()
    .optional()
    .meta({ description: 'event: fires when no further event came for this long' }),
  batch: Batch.nullable().optional(),
  everySeconds: z.int().min(5).max(86_400).nullable().optional().meta({ description: 'condition: default 60' }),
  forSeconds: z
    .int()
    .min(0)
    .max(604_800)
    .nullable()
    .optional()
    .meta({ description: 'condition: must hold this long before it fires' }),
});
export type TriggerInput = z.infer<typeof TriggerInput>;

export const TriggerWarning = z.object({
  code: z.enum(['dst-gap', 'dst-overlap', 'never-fires', 'very-frequent', 'faster-than-usual-run']),
  message: z.string(),
});
export type TriggerWarning = z.infer<typeof TriggerWarning>;

export const Preview = z.object({
  instants: z.array(z.object({ at: Instant, local: z.string(), dst: z.enum(['gap', 'overlap']).optional() })),
  text: z.string(),
  warnings: z.array(TriggerWarning),
});
export type Preview = z.infer<typeof Preview>;
