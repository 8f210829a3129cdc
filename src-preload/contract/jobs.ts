import { z } from 'zod';
import {
  ById,
  Description,
  exampleId,
  examplePage,
  Folder,
  Id,
  Instant,
  InstantInput,
  Json,
  Name,
  Nothing,
  PageInput,
  pageOf,
  Tags,
  TimeZone,
  Visibility,
} from './common.ts';
import { creates, needs } from './procedure.ts';
import { Run, StartedRun } from './runs.ts';

export const TriggerKind = z.enum(['cron', 'interval', 'once']);
export type TriggerKind = z.infer<typeof TriggerKind>;

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
  input: Json.optional(),
  nextAt: Instant.nullable(),
});
export type Trigger = z.infer<typeof Trigger>;

const expr = z
  .string()
  .min(1)
  .max(4_000)
  .meta({
    description: 'cron text; ISO 8601 duration (PT5S, P1D) for interval; instant or local date-time for once',
    examples: ['0 8 * * MON-FRI', 'PT5S', '2026-12-24T18:00'],
  });
export const TriggerInput = z.strictObject({
  id: Id.optional(),
  name: Name.nullable().optional(),
  kind: TriggerKind,
  expr,
  timezone: TimeZone.optional().meta({ description: "default: this machine's zone" }),
  enabled: z.boolean().default(true),
  startAt: InstantInput.nullable().optional(),
  endAt: InstantInput.nullable().optional(),
  maxRuns: z.int().min(1).nullable().optional(),
  input: Json.optional(),
});
export type TriggerInput = z.infer<typeof TriggerInput>;

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

export const Policy = z.strictObject({
  priority: z.int().min(1).max(9).meta({ description: '1 is most urgent' }),
  overlap: z
    .literal('skip')
    .meta({ description: 'what happens to a due occurrence while a run of the same agent is live' }),
  misfire: Misfire,
  retry: Retry,
  timeoutSeconds: z.int().min(1).max(86_400),
  killGraceSeconds: z.int().min(0).max(600),
  startWithinSeconds: z.int().min(1).max(604_800),
});
export type Policy = z.infer<typeof Policy>;

export const PolicyInput = Policy.extend({ misfire: Misfire.partial(), retry: Retry.partial() }).partial();
export type PolicyInput = z.infer<typeof PolicyInput>;

export const defaultPolicy: Policy = {
  priority: 5,
  overlap: 'skip',
  misfire: { policy: 'run-once', graceSeconds: 60, limit: 10 },
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
};

export const JobState = z.enum(['active', 'paused', 'cancelled', 'completed']);
export type JobState = z.infer<typeof JobState>;

export const Job = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  agentId: Id,
  triggers: z.array(Trigger),
  input: Json.optional(),
  policy: Policy,
  state: JobState,
  nextAt: Instant.nullable(),
  owner: Id,
  visibility: Visibility,
  tags: Tags,
  folder: z.string(),
  createdBy: Id,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Job = z.infer<typeof Job>;

const fields = {
  name: Name,
  description: Description,
  agentId: Id,
  input: Json,
  policy: PolicyInput,
  visibility: Visibility,
  tags: Tags,
  folder: Folder,
};
const schedules = {
  triggers: z.array(TriggerInput).max(20).optional(),
  schedule: z
    .strictObject({ kind: TriggerKind, expr, timezone: TimeZone.optional() })
    .optional()
    .meta({ description: 'short for one trigger' }),
};
export const JobInput = z.strictObject({
  name: fields.name,
  agentId: fields.agentId,
  description: fields.description.default(''),
  input: fields.input.optional(),
  policy: fields.policy.default({}),
  visibility: fields.visibility.default('private'),
  tags: fields.tags.default([]),
  folder: fields.folder.default(''),
  ...schedules,
});
export type JobInput = z.infer<typeof JobInput>;
export const JobPatch = z.strictObject(fields).partial().extend(schedules);
export type JobPatch = z.infer<typeof JobPatch>;

export const Outcome = z.enum(['pending', 'ran', 'skipped', 'missed', 'coalesced', 'replaced', 'cancelled']);
export type Outcome = z.infer<typeof Outcome>;

export const Occurrence = z.object({
  id: Id.nullable().meta({ description: 'null for an instant that lies ahead: those are computed, not stored' }),
  jobId: Id,
  triggerId: Id,
  scheduledFor: Instant,
  fireAt: Instant,
  outcome: Outcome.or(z.literal('upcoming')),
  reason: z.string().nullable(),
  cause: z.string().nullable(),
  runId: Id.nullable(),
  until: Instant.optional(),
  count: z.int().optional(),
});
export type Occurrence = z.infer<typeof Occurrence>;

export const Preview = z.object({
  instants: z.array(z.object({ at: Instant, local: z.string(), dst: z.enum(['gap', 'overlap']).optional() })),
  text: z.string(),
  warnings: z.array(
    z.object({ code: z.enum(['dst-gap', 'dst-overlap', 'never-fires', 'very-frequent']), message: z.string() }),
  ),
});
export type Preview = z.infer<typeof Preview>;

const tags = ['jobs'];
const exampleTrigger = { kind: 'cron', expr: '0 8 * * MON-FRI', timezone: 'Europe/Bratislava' };
const exampleJob = {
  name: 'Report every morning',
  agentId: exampleId,
  triggers: [exampleTrigger],
  policy: { retry: { max: 2 } },
};

export const jobs = {
  list: needs('jobs:read')
    .route({ method: 'GET', path: '/jobs', tags, summary: 'Jobs I may see' })
    .input(
      z
        .strictObject({
          ...PageInput,
          state: JobState.optional(),
          agentId: Id.optional(),
          createdBy: Id.optional(),
          kind: TriggerKind.optional(),
          tag: z.string().max(50).optional(),
          folder: z.string().max(500).optional(),
          q: z.string().max(200).optional(),
          sort: z.enum(['name', 'nextAt', 'createdAt']).default('name'),
        })
        .meta({
          examples: [
            {
              ...examplePage,
              state: 'active',
              agentId: exampleId,
              createdBy: exampleId,
              kind: 'cron',
              tag: 'finance',
              folder: 'monthly',
              q: 'report',
              sort: 'nextAt',
            },
          ],
        }),
    )
    .output(pageOf(Job)),
  create: creates('jobs:write')
    .route({ method: 'POST', path: '/jobs', tags, successStatus: 201, summary: 'What, when and how' })
    .input(JobInput.meta({ examples: [exampleJob] }))
    .output(Job),
  get: needs('jobs:read')
    .route({ method: 'GET', path: '/jobs/{id}', tags, summary: 'One job' })
    .input(ById)
    .output(Job),
  replace: needs('jobs:write')
    .route({ method: 'PUT', path: '/jobs/{id}', tags, summary: 'Replace a job; edited triggers take effect from now' })
    .input(JobInput.extend({ id: Id }).meta({ examples: [{ id: exampleId, ...exampleJob }] }))
    .output(Job),
  update: needs('jobs:write')
    .route({ method: 'PATCH', path: '/jobs/{id}', tags, summary: 'Change a job' })
    .input(
      JobPatch.extend({ id: Id }).meta({
        examples: [{ id: exampleId, policy: { retry: { max: 3 } }, triggers: [{ kind: 'interval', expr: 'PT15M' }] }],
      }),
    )
    .output(Job),
  remove: needs('jobs:write')
    .route({ method: 'DELETE', path: '/jobs/{id}', tags, summary: 'Cancel and move to the trash' })
    .input(ById)
    .output(Nothing),
  runNow: creates('jobs:run')
    .route({
      method: 'POST',
      path: '/jobs/{id}/run-now',
      tags,
      successStatus: 202,
      summary: 'Start a run by hand; it waits while the agent is busy',
    })
    .input(
      z
        .strictObject({
          id: Id,
          input: Json.optional(),
          priority: z.int().min(1).max(9).optional(),
          ifBusy: z.enum(['queue', 'reject', 'replace', 'parallel']).default('queue'),
        })
        .meta({ examples: [{ id: exampleId, input: { name: 'Ada' }, priority: 3, ifBusy: 'queue' }] }),
    )
    .output(StartedRun),
  pause: needs('jobs:write')
    .route({ method: 'POST', path: '/jobs/{id}/pause', tags, summary: 'Nothing new fires until resumed' })
    .input(
      z
        .strictObject({ id: Id, queued: z.enum(['keep', 'cancel']).default('keep') })
        .meta({ examples: [{ id: exampleId, queued: 'cancel' }] }),
    )
    .output(Job),
  resume: needs('jobs:write')
    .route({ method: 'POST', path: '/jobs/{id}/resume', tags, summary: 'Fire again, from now on' })
    .input(ById)
    .output(Job),
  cancel: needs('jobs:write')
    .route({ method: 'POST', path: '/jobs/{id}/cancel', tags, summary: 'End the job for good' })
    .input(
      z
        .strictObject({ id: Id, runs: z.enum(['finish', 'stop']).default('finish') })
        .meta({ examples: [{ id: exampleId, runs: 'stop' }] }),
    )
    .output(Job),
  executions: needs('runs:read')
    .route({ method: 'GET', path: '/jobs/{id}/executions', tags, summary: "The job's runs, newest first" })
    .input(z.strictObject({ id: Id, ...PageInput }).meta({ examples: [{ id: exampleId, ...examplePage }] }))
    .output(pageOf(Run)),
  occurrences: needs('jobs:read')
    .route({
      method: 'GET',
      path: '/jobs/{id}/occurrences',
      tags,
      summary: 'Why did it (not) run: the ledger, past and future, newest first',
    })
    .input(
      z
        .strictObject({
          id: Id,
          from: InstantInput.optional(),
          to: InstantInput.optional(),
          limit: z.int().min(1).max(1_000).default(200),
        })
        .meta({ examples: [{ id: exampleId, from: '2026-10-22T00:00:00Z', to: '2026-10-23T00:00:00Z', limit: 100 }] }),
    )
    .output(z.object({ items: z.array(Occurrence) })),
  preview: needs('jobs:read')
    .route({
      method: 'POST',
      path: '/jobs/preview',
      tags,
      summary: 'The next instants of a trigger, in words and with warnings',
    })
    .input(
      z
        .strictObject({
          trigger: TriggerInput,
          count: z.int().min(1).max(1_000).default(10),
          from: InstantInput.optional(),
        })
        .meta({ examples: [{ trigger: exampleTrigger, count: 5, from: '2026-10-22T00:00:00Z' }] }),
    )
    .output(Preview),
};
