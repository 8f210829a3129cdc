/** What an iCalendar file says of days, as far as it is read here; the core reads all of it when the job is saved. */
export interface CalendarDays {
  /** 2026-12-24, ascending. */
  days: readonly string[];
  /** There is more: events that repeat, or whose times are those of another zone. */
  isMore: boolean;
}

const dayMs = 86_400_000;
/** Longer than a year nobody is on holiday; the core says what it takes. */
const mostDaysOfEvent = 366;

/** The days of a calendar's events; undefined for what is no calendar, or has no event. */
export function readCalendarDays(text: string): CalendarDays | undefined {
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  if (!lines.some((line) => /^BEGIN:VCALENDAR\s*$/i.test(line))) return undefined;
  const events = splitEvents(lines);
  if (events.length === 0) return undefined;
  const days = new Set<string>();
  let isMore = false;
  for (const event of events) {
    if (/^CANCELLED$/i.test(lineOf(event, 'STATUS') ?? '')) continue;
    const first = readDate(lineOf(event, 'DTSTART'));
    if (first === undefined) return undefined;
    if (event.some((line) => /^(RRULE|RDATE|DURATION|RECURRENCE-ID)[:;]/i.test(line))) isMore = true;
    if (event.some((line) => /^DTSTART(;[^:]*)?:\d{8}T/i.test(line))) isMore = true;
    // The end is the day after the last where it is a day.
    const end = readDate(lineOf(event, 'DTEND')) ?? first + dayMs;
    const count = Math.min(mostDaysOfEvent, Math.max(1, Math.round((end - first) / dayMs)));
    for (let day = 0; day < count; day += 1) days.add(new Date(first + day * dayMs).toISOString().slice(0, 10));
  }
  return { days: [...days].sort(), isMore };
}

function splitEvents(lines: readonly string[]): string[][] {
  const events: string[][] = [];
  let open: string[] | undefined;
  for (const line of lines) {
    if (/^BEGIN:VEVENT\s*$/i.test(line)) open = [];
    else if (/^END:VEVENT\s*$/i.test(line)) {
      if (open !== undefined) events.push(open);
      open = undefined;
    } else open?.push(line.trim());
  }
  return events;
}

function lineOf(event: readonly string[], name: string): string | undefined {
  return event
    .find((line) => line.toUpperCase().startsWith(`${name}:`) || line.toUpperCase().startsWith(`${name};`))
    ?.split(':')
    .slice(1)
    .join(':');
}

/** 20261224, with a time or without, as the midnight of that day. */
function readDate(text: string | undefined): number | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(T|\s*$)/.exec(text ?? '') ?? [];
  const at = year === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day}`);
  return Number.isNaN(at) ? undefined : at;
}
