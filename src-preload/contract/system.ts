import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { needs, open, signedIn } from './procedure.ts';
import { Executor } from './profile.ts';
import { Hold } from './scheduler.ts';

/** One way to run scripts here, and why it can or cannot serve. */
export const ExecutorHealth = z.object({
  executor: Executor,
  ok: z.boolean(),
  version: z.string().nullable(),
  problem: z.string().nullable(),
  fix: z.string().nullable(),
  unenforced: z.array(z.string()).meta({ description: 'limits it cannot hold on this machine' }),
});
export type ExecutorHealth = z.infer<typeof ExecutorHealth>;

/** What is being done to bring the sandbox image into the engine. */
export const ImageStep = z.enum(['load', 'pull', 'build', 'build-offline']);
export type ImageStep = z.infer<typeof ImageStep>;

/** The image scripts run in where their profile names none. */
const ImageState = z.object({
  ref: z.string(),
  present: z.boolean(),
  digest: z.string().nullable(),
  canBuild: z.boolean().meta({ description: 'an engine answers, and it has no such image' }),
  building: z
    .object({
      step: ImageStep,
      startedAt: Instant,
      lines: z.array(z.string()).meta({ description: 'the last ones the work printed' }),
    })
    .nullable(),
  problem: z.string().nullable().meta({ description: 'why the last attempt to build it failed' }),
});

export const SystemState = z.object({
  host: z.object({
    cpuPercent: z.number(),
    onBattery: z.boolean(),
    memory: z.object({ totalBytes: z.int(), freeBytes: z.int() }),
    disk: z.object({ totalBytes: z.int(), freeBytes: z.int() }),
  }),
  engine: z.object({
    executor: Executor.nullable(),
    version: z.string().nullable(),
    ok: z.boolean(),
    problem: z.string().nullable(),
  }),
  executors: z.array(ExecutorHealth),
  image: ImageState,
  scheduler: z.object({
    lastTickAt: Instant.nullable(),
    latenessMs: z.int().nullable(),
    activeJobs: z.int(),
    queued: z.int(),
    running: z.int(),
    unarmed: z
      .array(z.object({ jobId: Id, name: z.string(), problem: z.string() }))
      .meta({ description: 'active jobs that should fire some day and are not armed to: a problem' }),
  }),
  database: z.object({
    bytes: z.int(),
    ok: z.boolean(),
    checkedAt: Instant.nullable().meta({ description: 'when it was read through last' }),
    problem: z.string().nullable(),
  }),
  version: z.string(),
  startedAt: Instant,
});
export type SystemState = z.infer<typeof SystemState>;

/** News after a commit: something of this kind changed; never a payload. */
export const Change = z.object({
  topic: z.enum([
    'scripts',
    'agents',
    'jobs',
    'runs',
    'events',
    'audit',
    'settings',
    'system',
    'tokens',
    'users',
    'window',
  ]),
  id: Id.nullable(),
});
export type Change = z.infer<typeof Change>;

export const system = {
  monitoring: needs('system:read')
    .route({
      method: 'GET',
      path: '/monitoring/system',
      tags: ['monitoring'],
      summary: 'Host, engine, scheduler and database',
    })
    .output(SystemState),
  buildImage: needs('system:admin')
    .route({
      method: 'POST',
      path: '/system/image',
      tags: ['monitoring'],
      successStatus: 202,
      summary: 'Build the sandbox image that is missing; monitoring/system shows how it goes',
    })
    .output(ImageState),
  scheduler: needs('jobs:read')
    .route({
      method: 'GET',
      path: '/scheduler',
      tags: ['scheduler'],
      summary: 'Is the ticker alive, and what comes next',
    })
    .output(SystemState.shape.scheduler.extend({ nextAt: Instant.nullable(), hold: Hold.nullable() })),
  changes: signedIn
    .route({
      method: 'GET',
      path: '/changes/stream',
      tags: ['changes'],
      summary: 'Hints of what changes, as it changes (server-sent events)',
      description: 'Begins with an empty list: whoever reads after it what is there misses nothing from then on.',
    })
    .output(eventIterator(z.array(Change))),
  health: open
    .route({ method: 'GET', path: '/health', tags: ['health'], summary: 'Is the process up' })
    .output(z.object({ status: z.literal('ok') })),
};
