import type { Event } from '#contract/events.ts';
import type { EventFilters } from './event-filters.ts';

/** Whether an event that comes in belongs to the list; the core decides the same for what it lists. */
export function matchesEvent({ type, source }: Pick<EventFilters, 'type' | 'source'>, event: Event): boolean {
  return (source === undefined || event.source === source) && (type === undefined || matchesType(type, event.type));
}

/** `order.*`: a star is one word, at the end one word or more. */
export function matchesType(pattern: string, type: string): boolean {
  const wanted = pattern.split('.');
  const words = type.split('.');
  const isOpen = wanted.at(-1) === '*';
  if (isOpen ? words.length < wanted.length : words.length !== wanted.length) return false;
  return wanted.every((word, index) => word === '*' || word === words[index]);
}

/** What came in and what was read, newest first and each once; what was read knows more of the runs. */
export function mergeEvents(fresh: readonly Event[], read: readonly Event[]): readonly Event[] {
  const byId = new Map(fresh.map((event) => [event.id, event]));
  for (const event of read) byId.set(event.id, event);
  // Ids sort by time
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
