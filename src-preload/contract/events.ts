import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { exampleId, examplePage, Id, Instant, InstantInput, Json, PageInput, pageOf } from './common.ts';
import { Outcome } from './jobs.ts';
import { creates, needs } from './procedure.ts';

/** Types that begin so are the system's own; nobody publishes them from outside. */
export const systemEventPrefixes = ['run.', 'job.', 'file.', 'power.', 'app.', 'alert.'] as const;

/** Dotted words: `order.created`. */
export const EventType = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*$/, 'must be words joined by dots, such as order.created')
  .meta({ examples: ['order.created'] });

export const Event = z.object({
  id: Id,
  type: z.string(),
  source: z.string(),
  subject: z.string().nullable(),
  payload: Json,
  at: Instant,
  depth: z.int().meta({ description: 'how many runs lie between this event and one from outside; at 8 a chain stops' }),
  triggered: z.array(Id).meta({ description: 'the runs it started' }),
});
export type Event = z.infer<typeof Event>;

/** What came of an event at a job that waited for it. */
export const EventOccurrence = z.object({
  jobId: Id,
  outcome: Outcome,
  reason: z.string().nullable(),
  cause: z.string().nullable(),
  runId: Id.nullable(),
});
export type EventOccurrence = z.infer<typeof EventOccurrence>;

export const EventInput = z.strictObject({
  type: EventType,
  source: z.string().min(1).max(200).optional().meta({ description: 'default: who publishes it' }),
  subject: z.string().min(1).max(1_000).optional(),
  payload: Json.optional().meta({ description: 'at most 256 KiB of JSON; default {}' }),
  dedupeKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'published again within 24 h, it answers with the first event and triggers nothing' }),
});
export type EventInput = z.infer<typeof EventInput>;

const tags = ['events'];
const exampleEvent = { type: 'order.created', source: 'shop', subject: 'order/17', payload: { total: 129.5 } };

export const events = {
  publish: creates('events:write')
    .route({
      method: 'POST',
      path: '/events',
      tags,
      successStatus: 201,
      summary: 'Tell that something happened; jobs that wait for it run',
    })
    .input(EventInput.meta({ examples: [exampleEvent] }))
    .output(z.object({ event: Event, triggered: z.array(Id) })),
  list: needs('events:read')
    .route({ method: 'GET', path: '/events', tags, summary: 'Events I may see, newest first' })
    .input(
      z
        .strictObject({
          ...PageInput,
          type: z.string().max(200).optional().meta({ description: 'a pattern such as order.*' }),
          source: z.string().max(200).optional(),
          subject: z.string().max(1_000).optional(),
          from: InstantInput.optional(),
          to: InstantInput.optional(),
        })
        .meta({
          examples: [
            {
              ...examplePage,
              type: 'order.*',
              source: 'shop',
              subject: 'order/17',
              from: '2026-10-22T00:00:00Z',
              to: '2026-10-23T00:00:00Z',
            },
          ],
        }),
    )
    .output(pageOf(Event)),
  get: needs('events:read')
    .route({ method: 'GET', path: '/events/{id}', tags, summary: 'One event and what came of it at the jobs it asked' })
    .input(z.strictObject({ id: Id }).meta({ examples: [{ id: exampleId }] }))
    .output(
      Event.extend({
        occurrences: z
          .array(EventOccurrence)
          .meta({ description: 'at the jobs that waited for it and I may see; empty without the scope jobs:read' }),
      }),
    ),
  stream: needs('events:read')
    .route({
      method: 'GET',
      path: '/events/stream',
      tags,
      summary: 'Events as they come (server-sent events); Last-Event-ID takes it up where it was left',
    })
    .output(eventIterator(Event)),
};
