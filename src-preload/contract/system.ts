import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { needs, open, signedIn } from './procedure.ts';
import { Executor } from './profile.ts';

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

export const SystemState = z.object({
  host: z.object({
    cpuPercent: z.number(),
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
  image: z.object({ ref: z.string(), present: z.boolean(), digest: z.string().nullable() }),
  scheduler: z.object({
    lastTickAt: Instant.nullable(),
    latenessMs: z.int().nullable(),
    activeJobs: z.int(),
    queued: z.int(),
    running: z.int(),
  }),
  database: z.object({ bytes: z.int(), ok: z.boolean() }),
  version: z.string(),
  startedAt: Instant,
});
export type SystemState = z.infer<typeof SystemState>;

/** News after a commit: something of this kind changed; never a payload. */
export const Change = z.object({
  topic: z.enum(['scripts', 'agents', 'jobs', 'runs', 'audit', 'system', 'tokens', 'users']),
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
  scheduler: needs('jobs:read')
    .route({
      method: 'GET',
      path: '/scheduler',
      tags: ['scheduler'],
      summary: 'Is the ticker alive, and what comes next',
    })
    .output(SystemState.shape.scheduler.extend({ nextAt: Instant.nullable() })),
  changes: signedIn
    .route({
      method: 'GET',
      path: '/events/stream',
      tags: ['events'],
      summary: 'What changes, as it changes (server-sent events)',
    })
    .output(eventIterator(z.array(Change))),
  health: open
    .route({ method: 'GET', path: '/health', tags: ['health'], summary: 'Is the process up' })
    .output(z.object({ status: z.literal('ok') })),
};
