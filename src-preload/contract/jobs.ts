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
import { Policy, PolicyInput } from './policy.ts';
import { creates, needs } from './procedure.ts';
import { Run, StartedRun } from './runs.ts';
import { EnvironmentName, Expression, Preview, Trigger, TriggerInput, TriggerKind } from './triggers.ts';

export const JobState = z.enum(['active', 'paused', 'cancelled', 'completed']);
export type JobState = z.infer<typeof JobState>;

export const Job = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  agentId: Id,
  triggers: z.array(Trigger),
  input: Json.optional(),
  environment: z.string().nullable().meta({ description: "null: the agent's" }),
  policy: Policy,
  state: JobState,
  stateReason: z.string().nullable().meta({ description: 'who paused or ended it, and why' }),
  snoozedUntil: Instant.nullable(),
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
  environment: EnvironmentName.nullable(),
  policy: PolicyInput,
  visibility: Visibility,
  tags: Tags,
  folder: Folder,
};
const mostTriggers = 20;
const schedules = {
  triggers: z.array(TriggerInput).max(mostTriggers).optional(),
  schedule: z
    .strictObject({ kind: TriggerKind, expr: Expression, timezone: TimeZone.optional() })
    .optional()
    .meta({ description: 'short for one trigger' }),
};
export const JobInput = z.strictObject({
  name: fields.name,
  agentId: fields.agentId,
  description: fields.description.default(''),
  input: fields.input.optional(),
  environment: fields.environment.optional(),
  policy: fields.policy.default({}),
  visibility: fields.visibility.default('private'),
  tags: fields.tags.default([]),
  folder: fields.folder.default(''),
  ...schedules,
});
export type JobInput = z.infer<typeof JobInput>;
export const JobPatch = z.strictObject(fields).partial().extend(schedules);
export type JobPatch = z.infer<typeof JobPatch>;

/** What can be done to many jobs at once; `run-now` needs the scope `jobs:run` too. */
export const BulkAction = z.enum(['pause', 'resume', 'run-now', 'skip-next', 'cancel', 'delete']);
export type BulkAction = z.infer<typeof BulkAction>;

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
  eventId: Id.nullable(),
  until: Instant.optional(),
  count: z.int().optional(),
});
export type Occurrence = z.infer<typeof Occurrence>;

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
  snooze: needs('jobs:write')
    .route({ method: 'POST', path: '/jobs/{id}/snooze', tags, summary: 'Skip what falls due for a while' })
    .input(
      z
        .strictObject({
          id: Id,
          seconds: z.int().min(1).max(31_622_400).optional(),
          until: InstantInput.optional(),
        })
        .refine(({ seconds, until }) => (seconds === undefined) !== (until === undefined), {
          message: 'send either seconds or until',
          path: ['seconds'],
        })
        .meta({ examples: [{ id: exampleId, seconds: 3_600 }] }),
    )
    .output(Job),
  skipNext: needs('jobs:write')
    .route({
      method: 'POST',
      path: '/jobs/{id}/skip-next',
      tags,
      summary: 'Leave out the next instant, and that alone',
    })
    .input(ById)
    .output(Job),
  unskipNext: needs('jobs:write')
    .route({
      method: 'DELETE',
      path: '/jobs/{id}/skip-next',
      tags,
      successStatus: 200,
      summary: 'Take back what skip-next left out and is still to come',
    })
    .input(ById)
    .output(Job),
  duplicate: creates('jobs:write')
    .route({
      method: 'POST',
      path: '/jobs/{id}/duplicate',
      tags,
      successStatus: 201,
      summary: 'A paused copy under another name',
    })
    .input(
      z
        .strictObject({ id: Id, name: Name.optional().meta({ description: 'default: the name and " (copy)"' }) })
        .meta({ examples: [{ id: exampleId, name: 'Report every evening' }] }),
    )
    .output(Job),
  bulk: creates('jobs:write')
    .route({
      method: 'POST',
      path: '/jobs/bulk',
      tags,
      summary: 'One act on many jobs; each succeeds or fails by itself',
    })
    .input(
      z
        .strictObject({
          ids: z.array(Id).min(1).max(1_000),
          action: BulkAction,
        })
        .meta({ examples: [{ ids: [exampleId], action: 'pause' }] }),
    )
    .output(
      z.object({
        results: z.array(z.object({ id: Id, ok: z.boolean(), runId: Id.optional(), message: z.string().optional() })),
      }),
    ),
  backfill: creates('jobs:run')
    .route({
      method: 'POST',
      path: '/jobs/{id}/backfill',
      tags,
      successStatus: 202,
      summary: 'Run now what did not run in a past window',
    })
    .input(
      z
        .strictObject({
          id: Id,
          from: InstantInput,
          to: InstantInput,
          triggerId: Id.optional().meta({ description: 'default: every time trigger of the job' }),
          overlap: z
            .enum(['queue', 'allow'])
            .default('queue')
            .meta({ description: '`queue`: oldest first, one after another; `allow`: side by side' }),
          limit: z.int().min(1).max(1_000).default(100).meta({ description: 'refused when the window holds more' }),
          dryRun: z.boolean().default(false).meta({ description: 'only say what would run' }),
        })
        .meta({
          examples: [
            {
              id: exampleId,
              from: '2026-10-01T00:00:00Z',
              to: '2026-10-08T00:00:00Z',
              triggerId: exampleId,
              overlap: 'queue',
              limit: 50,
              dryRun: true,
            },
          ],
        }),
    )
    .output(
      z.object({
        instants: z.array(z.object({ triggerId: Id, scheduledFor: Instant, runId: Id.nullable() })),
      }),
    ),
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
    .output(
      z.object({
        items: z.array(Occurrence),
        isComplete: z.boolean().meta({ description: 'false: there is more than `limit`; ask for a shorter range' }),
      }),
    ),
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
          agentId: Id.optional().meta({ description: 'compares the schedule with how long its runs usually take' }),
          position: z
            .int()
            .min(0)
            .max(mostTriggers - 1)
            .default(0)
            .meta({
              description: 'its place among the new triggers that will be saved together: each has a jitter of its own',
            }),
        })
        .meta({
          examples: [
            { trigger: exampleTrigger, count: 5, from: '2026-10-22T00:00:00Z', agentId: exampleId, position: 1 },
          ],
        }),
    )
    .output(Preview),
};
