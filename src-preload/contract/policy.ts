import { z } from 'zod';

export const Retry = z.strictObject({
  max: z.int().min(0).max(20),
  backoff: z.enum(['fixed', 'linear', 'exponential', 'exponential-jitter']),
  baseSeconds: z.number().min(0).max(86_400),
  capSeconds: z.number().min(0).max(604_800),
  on: z.array(z.enum(['failed', 'timed-out', 'lost'])),
  onlyExitCodes: z.array(z.int().min(0).max(255)).optional(),
  exceptExitCodes: z.array(z.int().min(0).max(255)),
  exceptExceptions: z.array(z.string().max(200)),
  maxElapsedSeconds: z.number().min(1).optional(),
});
export type Retry = z.infer<typeof Retry>;

export const Misfire = z.strictObject({
  policy: z.enum(['run-once', 'skip', 'run-all']),
  graceSeconds: z.number().min(0).max(86_400),
  windowHours: z
    .number()
    .min(0)
    .max(8_784)
    .optional()
    .meta({ description: 'default: 24, or one period of the trigger if that is longer' }),
  limit: z.int().min(1).max(1_000),
});
export type Misfire = z.infer<typeof Misfire>;

/** Text in which `${…}` holds CEL over `input`, `job`, `agent`, `trigger` and, for event triggers, `event`. */
const Template = z.string().min(1).max(500);

export const Dedupe = z.strictObject({
  key: Template.meta({ examples: ['invoice-${input.number}'] }),
  windowSeconds: z.int().min(1).max(2_678_400),
});
export type Dedupe = z.infer<typeof Dedupe>;

const Overlap = z.enum(['skip', 'queue', 'replace', 'allow']);
export type Overlap = z.infer<typeof Overlap>;

const Power = z.strictObject({ onBattery: z.enum(['run', 'skip', 'wait']) });
const Retention = z.strictObject({ runs: z.int().min(1).max(1_000_000), days: z.int().min(1).max(36_500) });

export const Policy = z.strictObject({
  priority: z.int().min(1).max(9).meta({ description: '1 is most urgent' }),
  agingSeconds: z.int().min(1).max(86_400).meta({ description: 'waiting this long makes a run one step more urgent' }),
  overlap: Overlap.meta({ description: 'what happens to a due occurrence while a run of the same key is live' }),
  maxQueued: z.int().min(1).max(100).meta({ description: 'with `queue`: how many may wait; the newest is skipped' }),
  concurrencyKey: Template.nullable().meta({
    description: 'runs of one owner and key take turns; null: the agent',
    examples: ['customer-${input.customer}'],
  }),
  maxConcurrent: z
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .meta({ description: 'live runs of one key; null: 1, with `allow` any number' }),
  misfire: Misfire,
  dedupe: Dedupe.nullable(),
  retry: Retry,
  timeoutSeconds: z.int().min(1).max(86_400),
  killGraceSeconds: z.int().min(0).max(600),
  startWithinSeconds: z.int().min(1).max(604_800),
  power: Power,
  breaker: z
    .int()
    .min(1)
    .max(100)
    .nullable()
    .meta({ description: 'pause the job after so many final failures in a row; null: never' }),
  retention: Retention.meta({
    description: 'logs and artifacts beyond either are deleted; the last success and the last failure stay',
  }),
});
export type Policy = z.infer<typeof Policy>;

export const PolicyInput = Policy.extend({
  misfire: Misfire.partial(),
  retry: Retry.partial(),
  power: Power.partial(),
  retention: Retention.partial(),
}).partial();
export type PolicyInput = z.infer<typeof PolicyInput>;

export const defaultPolicy: Policy = {
  priority: 5,
  agingSeconds: 300,
  overlap: 'skip',
  maxQueued: 1,
  concurrencyKey: null,
  maxConcurrent: null,
  misfire: { policy: 'run-once', graceSeconds: 60, limit: 10 },
  dedupe: null,
  retry: {
    max: 0,
    backoff: 'exponential-jitter',
    baseSeconds: 10,
    capSeconds: 3_600,
    on: ['failed', 'timed-out', 'lost'],
    exceptExitCodes: [78],
    exceptExceptions: [],
  },
  timeoutSeconds: 300,
  killGraceSeconds: 10,
  startWithinSeconds: 3_600,
  power: { onBattery: 'run' },
  breaker: null,
  retention: { runs: 100, days: 30 },
};
