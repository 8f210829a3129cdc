import { z } from 'zod';
import { exampleId, examplePage, Id, Instant, InstantInput, JsonObject, PageInput, pageOf } from './common.ts';
import { needs } from './procedure.ts';

const ActorType = z.enum(['owner', 'user', 'agent', 'system']);
export const Via = z.enum(['desktop', 'http', 'scheduler', 'cli', 'plugin', 'mcp']);
export type Via = z.infer<typeof Via>;

export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  boot: Id,
  actor: z.object({ type: ActorType, id: z.string(), name: z.string() }),
  via: Via,
  ip: z.string().optional(),
  requestId: z.string(),
  action: z.string(),
  resource: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  outcome: z.enum(['ok', 'denied', 'failed']),
  details: JsonObject,
  prevHash: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditVerdict = z.object({
  ok: z.boolean(),
  entries: z.int(),
  firstBroken: z.object({ seq: z.int(), why: z.string() }).optional(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;

const tags = ['audit'];
const exampleRange = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
const filters = {
  actor: z.string().max(200).optional(),
  action: z.string().max(200).optional(),
  resourceType: z.string().max(50).optional(),
  resourceId: z.string().max(200).optional(),
  outcome: z.enum(['ok', 'denied', 'failed']).optional(),
  from: InstantInput.optional(),
  to: InstantInput.optional(),
};

export const AuditRange = z.strictObject({ from: filters.from, to: filters.to });

export const audit = {
  logs: needs('audit:read')
    .route({ method: 'GET', path: '/audit/logs', tags, summary: 'Who did what, newest first' })
    .input(
      z.strictObject({ ...PageInput, ...filters }).meta({
        examples: [
          {
            ...examplePage,
            actor: 'Ada',
            action: 'job',
            resourceType: 'job',
            resourceId: exampleId,
            outcome: 'ok',
            ...exampleRange,
          },
        ],
      }),
    )
    .output(pageOf(AuditEntry)),
  verify: needs('audit:read')
    .route({ method: 'GET', path: '/audit/verify', tags, summary: 'Check the whole chain and its anchor' })
    .output(AuditVerdict),
  export: needs('audit:read')
    .route({ method: 'GET', path: '/audit/export', tags, summary: 'Every entry as JSON Lines, as a download' })
    .input(AuditRange.meta({ examples: [exampleRange] }))
    .output(z.file()),
};
