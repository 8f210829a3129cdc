import { type EventRow, toEvent } from '../events/event-store.ts';

/** An event as scripts and expressions see it. */
export function eventValue(row: EventRow): Record<string, unknown> {
  const { triggered: _triggered, ...value } = toEvent(row, []);
  return value;
}

/**
 * The input of a run an event started: what trigger or job give, and the event as `event` (a batch as `events`) where
 * `main` takes it by that name, or nobody knows what it takes, and it is not given anyway.
 */
export function eventInput(
  given: unknown,
  rows: readonly EventRow[],
  { isBatch, inputSchema }: { isBatch: boolean; inputSchema: Record<string, unknown> | null },
): unknown {
  const name = isBatch ? 'events' : 'event';
  const own = given ?? {};
  if (typeof own !== 'object' || Array.isArray(own) || name in own || !takes(inputSchema, name)) return given;
  const values = rows.map(eventValue);
  return { ...own, [name]: isBatch ? values : values.at(-1) };
}

function takes(schema: Record<string, unknown> | null, name: string): boolean {
  if (schema === null) return true;
  const { properties, additionalProperties } = schema;
  if (typeof properties === 'object' && properties !== null && name in properties) return true;
  return additionalProperties === true;
}
