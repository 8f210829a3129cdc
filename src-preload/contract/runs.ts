import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { ById, exampleId, examplePage, Id, Instant, InstantInput, Json, Name, PageInput, pageOf } from './common.ts';
import { creates, needs } from './procedure.ts';
import { Executor, ProfileInput } from './profile.ts';
import { SourceFile } from './source-file.ts';

export const RunStatus = z.enum([
  'queued',
  'starting',
  'running',
  'retry-wait',
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'lost',
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** States a run never leaves. */
export const finalStatuses = ['succeeded', 'failed', 'timed-out', 'cancelled', 'lost'] as const satisfies RunStatus[];

/** Why an attempt ended as it did, for programs; `reason` says the same in words. */
export const ReasonCode = z.enum([
  'exit',
  'exception',
  'signal',
  'out-of-memory',
  'log-limit',
  'disk-quota',
  'sandbox',
  'engine-restart',
  'killed-outside',
  'host-died',
  'timeout',
  'cancelled',
  'not-started',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

export const OriginReason = z.enum(['schedule', 'catch-up', 'manual', 'api', 'event', 'condition', 'test', 'rerun']);
export type OriginReason = z.infer<typeof OriginReason>;

export const Attempt = z.object({
  number: z.int(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  exitCode: z.int().nullable(),
  outcome: z.enum(['succeeded', 'failed', 'timed-out', 'cancelled', 'lost']).nullable(),
  code: ReasonCode.nullable(),
  reason: z.string().nullable(),
  oomKilled: z.boolean(),
  peakMemoryBytes: z.int().nullable(),
  cpuSeconds: z.number().nullable(),
});
export type Attempt = z.infer<typeof Attempt>;

export const Run = z.object({
  id: Id,
  jobId: Id.nullable(),
  agentId: Id.nullable(),
  status: RunStatus,
  reason: z.string().nullable(),
  origin: z.object({
    reason: OriginReason,
    triggerId: Id.nullable(),
    scheduledFor: Instant.nullable(),
    eventId: Id.nullable(),
    requestedBy: z.string().nullable(),
  }),
  attempt: z.int(),
  attempts: z.array(Attempt),
  exitCode: z.int().nullable(),
  progress: z.object({ fraction: z.number(), text: z.string() }).nullable(),
  input: Json.optional(),
  result: Json.optional(),
  scriptId: Id.nullable(),
  scriptVersion: z.int().nullable(),
  title: z.string().meta({ description: 'what ran: the job, the script or the file' }),
  environment: z.string(),
  imageDigest: z.string().nullable(),
  executor: Executor.nullable(),
  unenforced: z.array(z.string()).meta({ description: 'limits this run went without, by consent of its profile' }),
  warnings: z.array(z.string()),
  priority: z.int(),
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  durationMs: z.int().nullable(),
  nextAttemptAt: Instant.nullable(),
  logLines: z.int(),
  logBytes: z.int(),
  covers: z.int().optional(),
  purgedAt: Instant.nullable().meta({ description: 'when its log and artifacts were deleted by retention' }),
});
export type Run = z.infer<typeof Run>;

export const StartedRun = z.object({ run: Run, deduplicated: z.boolean() });
export type StartedRun = z.infer<typeof StartedRun>;

export const LogStream = z.enum(['stdout', 'stderr', 'system']);
export type LogStream = z.infer<typeof LogStream>;

/** One line; `seq` is 1-based arrival order over all streams. A line split at 64 KiB continues in the next. */
export const LogLine = z.object({
  seq: z.int(),
  attempt: z.int(),
  at: Instant,
  stream: LogStream,
  text: z.string(),
  continues: z.literal(true).optional(),
});
export type LogLine = z.infer<typeof LogLine>;

export const LogPage = z.object({
  lines: z.array(LogLine),
  nextFrom: z.int(),
  total: z.int().meta({ description: 'lines stored so far' }),
  matches: z.int().optional().meta({ description: 'with q: lines that contain it' }),
  complete: z.boolean().meta({ description: 'the run is over and nothing more will come' }),
});
export type LogPage = z.infer<typeof LogPage>;

export const Artifact = z.object({ path: z.string(), size: z.int(), modifiedAt: Instant });
export type Artifact = z.infer<typeof Artifact>;

const tags = ['runs'];
const LogQuery = {
  from: z.int().min(1).default(1),
  limit: z.int().min(1).max(5_000).default(500),
  q: z.string().min(1).max(500).optional(),
  stream: LogStream.optional(),
};

export const runs = {
  list: needs('runs:read')
    .route({ method: 'GET', path: '/runs', tags, summary: 'Runs, newest first' })
    .input(
      z
        .strictObject({
          ...PageInput,
          status: RunStatus.optional(),
          jobId: Id.optional(),
          agentId: Id.optional(),
          scriptId: Id.optional(),
          trigger: OriginReason.optional(),
          createdBy: Id.optional(),
          from: InstantInput.optional(),
          to: InstantInput.optional(),
          q: z.string().max(200).optional().meta({
            description: 'part of the title; among very many runs a page may hold fewer than `limit`, and go on',
          }),
        })
        .meta({
          examples: [
            {
              ...examplePage,
              status: 'failed',
              jobId: exampleId,
              agentId: exampleId,
              scriptId: exampleId,
              trigger: 'schedule',
              createdBy: exampleId,
              from: '2026-10-22T00:00:00Z',
              to: '2026-10-23T00:00:00Z',
              q: 'report',
            },
          ],
        }),
    )
    .output(pageOf(Run)),
  startFile: creates('scripts:run')
    .route({
      method: 'POST',
      path: '/runs',
      tags,
      successStatus: 202,
      summary: 'Run files once that are in no registry',
    })
    .input(
      z
        .strictObject({
          title: Name,
          files: z.array(SourceFile).min(1).max(5_000),
          entrypoint: z.string().min(1).max(500),
          args: z.array(z.string().max(10_000)).max(1_000).default([]),
          input: Json.optional(),
          environment: z.literal('TEST').default('TEST'),
          profile: ProfileInput.default({}),
        })
        .meta({
          examples: [
            {
              title: 'hello.py',
              files: [{ path: 'hello.py', content: "print('hello')\n" }],
              entrypoint: 'hello.py',
              args: ['--loud'],
            },
          ],
        }),
    )
    .output(StartedRun),
  get: needs('runs:read')
    .route({ method: 'GET', path: '/runs/{id}', tags, summary: 'One run with its attempts' })
    .input(ById)
    .output(Run),
  cancel: needs('runs:write')
    .route({
      method: 'POST',
      path: '/runs/{id}/cancel',
      tags,
      summary: 'Stop a run: SIGTERM, grace, SIGKILL, verified gone',
    })
    .input(
      z
        .strictObject({ id: Id, reason: z.string().max(500).optional() })
        .meta({ examples: [{ id: exampleId, reason: 'the figures are wrong' }] }),
    )
    .output(Run),
  rerun: creates('runs:write')
    .route({
      method: 'POST',
      path: '/runs/{id}/rerun',
      tags,
      successStatus: 202,
      summary: 'Again, exactly as it was or with what is current',
    })
    .input(
      z
        .strictObject({ id: Id, exact: z.boolean().default(true) })
        .meta({ examples: [{ id: exampleId, exact: false }] }),
    )
    .output(StartedRun),
  logs: needs('runs:read')
    .route({
      method: 'GET',
      path: '/runs/{id}/logs',
      tags,
      summary: 'A page of the log; with q only the lines that contain it',
    })
    .input(
      z
        .strictObject({ id: Id, ...LogQuery })
        .meta({ examples: [{ id: exampleId, from: 1, limit: 200, q: 'error', stream: 'stderr' }] }),
    )
    .output(LogPage),
  followLogs: needs('runs:read')
    .route({
      method: 'GET',
      path: '/runs/{id}/logs/stream',
      tags,
      summary: 'The log as it grows (server-sent events); ends with the run',
    })
    .input(z.strictObject({ id: Id, from: LogQuery.from }).meta({ examples: [{ id: exampleId, from: 1 }] }))
    .output(eventIterator(LogPage)),
  artifacts: needs('runs:read')
    .route({ method: 'GET', path: '/runs/{id}/artifacts', tags, summary: 'What the run left in /out' })
    .input(ById)
    .output(z.object({ items: z.array(Artifact) })),
  artifact: needs('runs:read')
    .route({ method: 'GET', path: '/runs/{id}/artifacts/{+path}', tags, summary: 'One file of /out, as a download' })
    .input(
      z
        .strictObject({ id: Id, path: z.string().min(1).max(4_096) })
        .meta({ examples: [{ id: exampleId, path: 'figures/october.csv' }] }),
    )
    .output(z.file()),
};
