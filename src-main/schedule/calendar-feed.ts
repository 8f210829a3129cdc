import { sql } from 'drizzle-orm';
import ical, { ICalEventBusyStatus, ICalEventTransparency } from 'ical-generator';
import type { CalendarItem } from '#contract/scheduler.ts';
import type { Principal } from '../access/principal.ts';
import { dayMs } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { jobs } from '../db/schema/jobs.ts';
import { listCalendar } from './list-calendar.ts';

/** What programs that show calendars can take (api.md "calendar"). */
const mostEvents = 5_000;
const pastDays = 7;
/** Where there is more than `mostEvents`, the nearest days are whole rather than the first jobs by name. */
const comingDays = [90, 30, 7, 1];

/** What the principal may see of the past week and the next 90 days, as iCalendar (RFC 5545). */
export async function makeCalendarFeed(read: ReadDb, principal: Principal, now: number): Promise<string> {
  const items = await listItems(read, principal, now);
  const ids = JSON.stringify([...new Set(items.map(({ jobId }) => jobId))]);
  const names = read
    .select({ id: jobs.id, name: jobs.name })
    .from(jobs)
    .where(sql`${jobs.id} in (select value from json_each(${ids}))`)
    .all();
  return writeFeed(items, new Map(names.map(({ id, name }) => [id, name])), now);
}

async function listItems(read: ReadDb, principal: Principal, now: number): Promise<CalendarItem[]> {
  let items: CalendarItem[] = [];
  for (const days of comingDays) {
    const range = { fromAt: now - pastDays * dayMs, toAt: now + days * dayMs };
    const found = await listCalendar(read, principal, { ...range, limit: mostEvents, now });
    items = found.items;
    if (!found.truncated) break;
  }
  return items;
}

/** The items as events in UTC: with a zone each would need the rules of the zone beside it. */
export function writeFeed(items: readonly CalendarItem[], names: ReadonlyMap<string, string>, now: number): string {
  const calendar = ical({ name: 'Automa', prodId: { company: 'Automa', product: 'Automa', language: 'EN' }, ttl: 900 });
  const seen = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    calendar.createEvent({
      id: `${nth === 0 ? key : `${key}-${nth}`}@automa`,
      stamp: new Date(now),
      start: new Date(item.at),
      ...(item.until === undefined ? {} : { end: new Date(item.until) }),
      summary: sayItem(item, names.get(item.jobId) ?? item.jobId),
      ...(item.reason === null ? {} : { description: item.reason }),
      // Nobody is busy because a script runs
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return calendar.toString();
}

/**
 * The same firing keeps its key when it goes from what is to come to what was. A day that is told as one is known by
 * its outcome too, as one day can have some of them.
 */
function keyOf({ triggerId, at, count, outcome, runStatus }: CalendarItem): string {
  if (count === undefined) return `${triggerId}-${Date.parse(at)}`;
  return `${triggerId}-${at.slice(0, 10)}-${runStatus ?? outcome}`;
}

/** `nightly-backup`, `nightly-backup: failed`, `import × 1440`. */
function sayItem({ outcome, reason, runStatus, count }: CalendarItem, name: string): string {
  const times = count === undefined ? '' : ` × ${count}`;
  const state = outcome === 'ran' ? (runStatus ?? outcome) : outcome;
  if (state === 'upcoming') return `${name}${times}${reason === null ? '' : ` (${reason})`}`;
  return `${name}${times}: ${state}`;
}
