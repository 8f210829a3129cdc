import { z } from 'zod';
import { exampleId, Id, Instant, InstantInput, Nothing } from './common.ts';
import { Outcome } from './jobs.ts';
import { needs } from './procedure.ts';

/** While it lasts nothing is started; what is running goes on. */
export const Hold = z.object({
  since: Instant,
  until: Instant.nullable().meta({ description: 'null: until somebody releases it' }),
  reason: z.string(),
  by: z.string(),
});
export type Hold = z.infer<typeof Hold>;

/** One instant in a calendar, or with `until` and `count` several like ones of a trigger on one day. */
export const CalendarItem = z.object({
  jobId: Id,
  triggerId: Id,
  at: Instant,
  outcome: Outcome.or(z.literal('upcoming')),
  reason: z.string().nullable(),
  runId: Id.nullable(),
  runStatus: z.string().nullable().meta({ description: 'of its run: how it went' }),
  until: Instant.optional(),
  count: z.int().optional(),
});
export type CalendarItem = z.infer<typeof CalendarItem>;

const tags = ['scheduler'];

export const scheduler = {
  hold: needs('system:admin')
    .route({ method: 'PUT', path: '/scheduler/hold', tags, summary: 'Hold everything: nothing new starts' })
    .input(
      z
        .strictObject({ until: InstantInput.nullable().optional(), reason: z.string().trim().min(1).max(500) })
        .meta({ examples: [{ until: '2027-01-04T08:00:00+02:00', reason: 'moving the server' }] }),
    )
    .output(Hold),
  release: needs('system:admin')
    .route({
      method: 'DELETE',
      path: '/scheduler/hold',
      tags,
      summary: 'Go on; what was due meanwhile is skipped, or caught up as each job says',
    })
    .input(
      z
        .strictObject({ made: z.enum(['skip', 'catch-up']).default('skip') })
        .prefault({}) // a DELETE without a body
        .meta({ examples: [{ made: 'catch-up' }] }),
    )
    .output(Nothing),
  calendar: needs('jobs:read')
    .route({ method: 'GET', path: '/calendar', tags, summary: 'What ran, what did not, and what is to come' })
    .input(
      z
        .strictObject({
          from: InstantInput,
          to: InstantInput,
          jobId: Id.optional(),
          agentId: Id.optional(),
          environment: z.string().max(50).optional(),
          limit: z.int().min(1).max(10_000).default(2_000),
        })
        .meta({
          examples: [
            {
              from: '2026-10-01T00:00:00Z',
              to: '2026-11-01T00:00:00Z',
              jobId: exampleId,
              agentId: exampleId,
              environment: 'PROD',
              limit: 1_000,
            },
          ],
        }),
    )
    .output(
      z.object({
        items: z.array(CalendarItem),
        truncated: z.boolean().meta({ description: 'there is more than `limit`; ask for a shorter range' }),
      }),
    ),
};
