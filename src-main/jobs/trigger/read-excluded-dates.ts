import { invalid } from '../../base/errors.ts';
import { type CalendarLine, type CalendarMoment, readCalendarLines, readMoments, spanOf } from './calendar-lines.ts';
import { dayMs, firstInstantOf, makeZone, toLocal, type Zone } from './local-time.ts';
import { isFinerThanDaily } from './recurrence-days.ts';
import { recurrenceLocalTimes } from './recurrence-local-times.ts';
import { readRecurrenceRule } from './recurrence-rule.ts';
import { listSeries } from './series.ts';

/** As many as a trigger may exclude (contract). */
export const mostExcludedDates = 5_000;
const mostEvents = 5_000;
/** Events that repeat are written out so far back and ahead; holidays of a later year need a newer file by then. */
const reachMs = 10 * 366 * dayMs;

interface CalendarEvent {
  readonly line: number;
  readonly lines: readonly CalendarLine[];
}

/**
 * The dates of the trigger's zone that the events of an iCalendar file touch, as `2026-12-24`, ascending. Events that
 * repeat count for ten years on either side of `at`; cancelled ones do not count. What cannot be read is a 422 naming
 * `trigger.exclusions.ics` and the line.
 */
export function readExcludedDates(ics: string, { zone, at }: { zone: Zone; at: number }): string[] {
  const events = splitEvents(readCalendarLines(ics, refuseLine));
  const days = new Set<number>();
  for (const event of events) {
    for (const day of listDaysOf(event, { zone, at })) {
      days.add(day);
      if (days.size > mostExcludedDates)
        throw refuseLine(event.line, `more than ${mostExcludedDates} days come together by here`);
    }
  }
  return [...days].toSorted((a, b) => a - b).map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
}

function splitEvents(lines: readonly CalendarLine[]): CalendarEvent[] {
  const events: { line: number; lines: CalendarLine[] }[] = [];
  // what is open, such as an alarm within an event, whose lines are not the event's
  const open: CalendarLine[] = [];
  for (const line of lines) {
    const component = line.value.toUpperCase();
    if (line.name === 'BEGIN') {
      open.push(line);
      if (component === 'VEVENT') events.push({ line: line.line, lines: [] });
    } else if (line.name === 'END') {
      const opened = open.pop();
      if (opened?.value.toUpperCase() !== component)
        throw refuseLine(line.line, `END:${component.slice(0, 40)} ends nothing that is open`);
    } else if (open.at(-1)?.value.toUpperCase() === 'VEVENT') events.at(-1)?.lines.push(line);
  }
  const [unclosed] = open;
  if (unclosed !== undefined) throw refuseLine(unclosed.line, `BEGIN:${unclosed.value} is never ended`);
  if (events.length === 0) throw invalid(path, 'has no event; expected BEGIN:VCALENDAR and BEGIN:VEVENT … END:VEVENT');
  if (events.length > mostEvents) throw invalid(path, `has ${events.length} events; at most ${mostEvents} are read`);
  return events;
}

function listDaysOf({ line, lines }: CalendarEvent, { zone, at }: { zone: Zone; at: number }): Iterable<number> {
  const named = (name: string) => lines.filter((each) => each.name === name);
  const one = (name: string) => {
    const found = named(name)[0];
    return found === undefined ? null : { line: found, moment: readMoments(found, refuseLine)[0] ?? null };
  };
  if (named('STATUS')[0]?.value.toUpperCase() === 'CANCELLED') return [];
  const start = one('DTSTART');
  if (start === null || start.moment === null) throw refuseLine(line, 'the event has no DTSTART');
  const first = start.moment;
  const end = one('DTEND');
  const durationMs = end?.moment == null ? readDuration(named('DURATION')[0], first) : end.moment.local - first.local;
  if (durationMs < 0) throw refuseLine(end?.line.line ?? line, 'DTEND lies before DTSTART');

  const clock = clockOf(start.line, first, zone);
  const rule = named('RRULE')[0];
  const toReading = ({ local, form }: CalendarMoment) =>
    form === 'utc' ? (clock ?? clockOfZone(zone)).toReading(local) : local;
  const listed = (name: string) =>
    named(name)
      .flatMap((each) => readMoments(each, refuseLine))
      .map((moment) => ({ ...moment, local: toReading(moment) }));
  const excluded = listed('EXDATE').map(spanOf);
  const beginnings = [
    ...(rule === undefined ? [first.local] : listBeginnings(rule, { first, at, clock: clock ?? clockOfZone(zone) })),
    ...listed('RDATE').map(({ local }) => local),
  ].filter((local) => !excluded.some(({ from, until }) => local >= from && local < until));
  return new Set(
    beginnings.flatMap((local) => {
      const dayOf = (reading: number) =>
        Math.floor((clock === null ? reading : toLocal(zone, clock.toInstant(reading))) / dayMs);
      const from = dayOf(local);
      const until = dayOf(local + Math.max(durationMs, 1) - 1);
      return Array.from({ length: Math.min(until - from + 1, mostExcludedDates + 1) }, (_, index) => from + index);
    }),
  );
}

/** What an event's clock reads, and when. */
interface EventClock {
  toInstant(reading: number): number;
  toReading(at: number): number;
}

/** The repetitions around `at`, as readings of the event's clock. */
function listBeginnings(
  line: CalendarLine,
  { first, at, clock }: { first: CalendarMoment; at: number; clock: EventClock },
): number[] {
  const rule = readRecurrenceRule(line.value, (complaint) => refuseLine(line.line, complaint));
  if (isFinerThanDaily(rule))
    throw refuseLine(line.line, `FREQ=${rule.frequency} repeats within a day; exclude whole days with FREQ=DAILY`);
  const until =
    rule.until === null
      ? Number.POSITIVE_INFINITY
      : rule.until.form === 'utc'
        ? clock.toReading(rule.until.local)
        : spanOf(rule.until).until - 1;
  const upTo = Math.min(until, at + reachMs);
  const all = recurrenceLocalTimes(rule, first.local, upTo);
  if (rule.count !== null) return listSeries(all, { after: first.local - 1, upTo, limit: rule.count });
  return listSeries(all, { after: at - reachMs, upTo, limit: mostExcludedDates + 1 });
}

/** Null where the days are those of the file, wherever one is: of dates, and of times without a zone. */
function clockOf(line: CalendarLine, { form }: CalendarMoment, zone: Zone): EventClock | null {
  if (form === 'utc') return { toInstant: (reading) => reading, toReading: (at) => at };
  const name = line.parameters.get('TZID');
  if (form === 'date' || name === undefined) return null;
  const named = findZone(name);
  if (named === null)
    throw refuseLine(line.line, `TZID=${name.slice(0, 80)} is not a time zone this machine knows; write an IANA name`);
  return named.name === zone.name ? null : clockOfZone(named);
}

function clockOfZone(zone: Zone): EventClock {
  return { toInstant: (reading) => firstInstantOf(zone, reading), toReading: (at) => toLocal(zone, at) };
}

function findZone(name: string): Zone | null {
  try {
    return makeZone(name);
  } catch {
    return null;
  }
}

/** Without an end a date lasts its day, a date-time no time (RFC 5545, "Event Component"). */
function readDuration(line: CalendarLine | undefined, { form }: CalendarMoment): number {
  if (line === undefined) return form === 'date' ? dayMs : 0;
  const [whole, weeks, days, hours, minutes, seconds] =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/i.exec(line.value) ?? [];
  if (whole === undefined)
    throw refuseLine(line.line, `DURATION ${JSON.stringify(line.value.slice(0, 40))} is not one; write P1D or PT8H`);
  const inDays = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return inDays * dayMs + ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1_000;
}

const path = 'trigger.exclusions.ics';

function refuseLine(line: number, complaint: string): Error {
  return invalid(path, `line ${line}: ${complaint}`);
}
