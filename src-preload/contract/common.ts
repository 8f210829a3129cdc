import { z } from 'zod';

/** What stands for any id in examples. */
export const exampleId = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';

/** A UUIDv7 in lowercase hex. */
export const Id = z.uuid().meta({ examples: [exampleId] });

/** ISO 8601 in UTC with milliseconds; inside the core the same instant is integer milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-10-22T12:32:08.000Z'] });

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/** An instant as a caller may write it: any ISO 8601 date-time with an offset that is within four-digit years in UTC. */
export const InstantInput = z.iso
  .datetime({ offset: true, abort: true })
  .refine(
    (text) => Date.parse(text) >= firstInstant && Date.parse(text) <= lastInstant,
    'must lie in the years 0001 to 9999 of UTC',
  )
  .meta({ examples: ['2026-10-22T14:32:08+02:00'] });

export const longestName = 200;

/** A name people read: 1 to 200 characters, none of them a control character. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(longestName)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused
  .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must not contain control characters');

export const Description = z.string().max(10_000);
export const Tags = z.array(z.string().trim().min(1).max(50)).max(50);
export const Folder = z.string().trim().max(500);
export const Visibility = z.enum(['private', 'shared']);

/** An IANA zone by name; whether this machine knows it is checked where it is used. */
export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .meta({ examples: ['Europe/Bratislava'] });

/** Any JSON value of at most 64 levels; what scripts receive and return. */
export const Json: z.ZodType<unknown> = z.unknown().meta({ description: 'any JSON value' });
export const JsonObject = z.record(z.string(), Json);

export const PageInput = {
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
};

/** The parameters of a page, as examples show them. */
export const examplePage = { limit: 20, cursor: 'WyJuaWdodGx5IHJlcG9ydCIsIjAxOTlmMGMyIl0' };

/** A page of a list in stable order; `nextCursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Answer of operations that have nothing to say. */
export const Nothing = z.object({});
export const ById = z.strictObject({ id: Id }).meta({ examples: [{ id: exampleId }] });
