import { dayMs } from '../../base/clock.ts';
import { invalid } from '../../base/errors.ts';
import { type CalendarEvent, readCalendarEvents } from './calendar-events.ts';
import { type CalendarLine, type CalendarMoment, readMoments, spanOf, zoneNameOf } from './calendar-lines.ts';
import { type GatheredDays, gatherDays } from './gather-days.ts';
import { firstInstantOf, makeZone, toLocal, type Zone } from './local-time.ts';
import { isFinerThanDaily } from './recurrence-days.ts';
import { recurrenceLocalTimes } from './recurrence-local-times.ts';
import { type RecurrenceRule, readRecurrenceRule } from './recurrence-rule.ts';
import { listSeries } from './series.ts';

/** What a rule costs besides, in days. */
const daysPerRule = 200;
const longestRule = 500;
const mostZones = 30;
/** Events that repeat are written out so far back and ahead; holidays of a later year need a newer file by then. */
const reachMs = 10 * 366 * dayMs;
/** What is written out in the file counts so far. */
const horizonMs = 50 * 366 * dayMs;

/**
 * The dates of the trigger's zone that the events of an iCalendar file touch, as `2026-12-24`, ascending. Events that
 * repeat count for ten years on either side of `at`, others for fifty; cancelled ones do not count. What cannot be read,
 * or not at a small cost, is a 422 naming `trigger.exclusions.ics` and the line.
 */
export function readExcludedDates(ics: string, { zone, at }: { zone: Zone; at: number }): string[] {
  const days = gatherDays(refuseLine);
  const file: CalendarFile = { zone, at, days, zoneOf: gatherZones() };
  for (const event of readCalendarEvents(ics, refuseLine)) addEvent(event, file);
  return days.list().map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
}

interface CalendarFile {
  readonly zone: Zone;
  readonly at: number;
  readonly days: GatheredDays;
  readonly zoneOf: (line: CalendarLine) => Zone | null;
}

/** The zones the lines of a file name; null for a line without one. */
function gatherZones() {
  const known = new Map<string, Zone>();
  return (line: CalendarLine): Zone | null => {
    const name = zoneNameOf(line);
    if (name === undefined) return null;
    const zone = known.get(name) ?? findZone(name);
    const shown = `TZID=${name.slice(0, 80)}`;
    if (zone === null)
      throw refuseLine(line.line, `${shown} is not a time zone this machine knows; write an IANA name`);
    known.set(name, zone);
    if (known.size > mostZones)
      throw refuseLine(line.line, `${shown} is one too many; a file has at most ${mostZones}`);
    return zone;
  };
}

function findZone(name: string): Zone | null {
  try {
    return makeZone(name);
  } catch {
    return null;
  }
}

function addEvent(event: CalendarEvent, file: CalendarFile): void {
  const [startLine] = event.named('DTSTART');
  const first = startLine === undefined ? undefined : readMoments(startLine, refuseLine)[0];
  if (startLine === undefined || first === undefined) throw refuseLine(event.line, 'the event has no DTSTART');
  const durationMs = readLength(event, first);
  const { zone, at, days } = file;
  const own = clockOf(startLine, first, file);
  const clock = own ?? clockOfZone(zone);
  const nearFrom = at - horizonMs;
  const nearUntil = at + horizonMs;
  const listed = (name: string) =>
    event
      .named(name)
      .flatMap((line) => readMoments(line, refuseLine))
      .filter(({ local }) => local >= nearFrom && local <= nearUntil)
      .map(({ local, form }) => ({ local: form === 'utc' ? clock.toReading(local) : local, form }));

  const excluded = listed('EXDATE');
  const excludedDays = new Set(excluded.flatMap(({ local, form }) => (form === 'date' ? dayOf(local) : [])));
  const excludedMoments = new Set(excluded.flatMap(({ local, form }) => (form === 'date' ? [] : local)));
  const [rule] = event.named('RRULE');
  const ruled = rule === undefined ? [first.local] : listBeginnings(rule, { first, clock, file });
  for (const local of [...ruled, ...listed('RDATE').map((moment) => moment.local)]) {
    const from = Math.max(local, nearFrom);
    const last = Math.min(local + Math.max(durationMs, 1) - 1, nearUntil);
    if (last < from || excludedMoments.has(local) || excludedDays.has(dayOf(local))) continue;
    const dayIn = (reading: number) => dayOf(own === null ? reading : toLocal(zone, own.toInstant(reading)));
    days.add(event.line, { from: dayIn(from), until: dayIn(last) });
  }
}

function dayOf(local: number): number {
  return Math.floor(local / dayMs);
}

/** What an event's clock reads, and when. */
interface EventClock {
  toInstant(reading: number): number;
  toReading(at: number): number;
}

/** Null where the days are those of the file, wherever one is: of dates, and of times without a zone. */
function clockOf(line: CalendarLine, { form }: CalendarMoment, { zone, zoneOf }: CalendarFile): EventClock | null {
  if (form === 'utc') return { toInstant: (reading) => reading, toReading: (at) => at };
  const named = form === 'date' ? null : zoneOf(line);
  return named === null || named.name === zone.name ? null : clockOfZone(named);
}

function clockOfZone(zone: Zone): EventClock {
  return { toInstant: (reading) => firstInstantOf(zone, reading), toReading: (at) => toLocal(zone, at) };
}

/** The repetitions around `at`, as readings of the event's clock. */
function listBeginnings(
  line: CalendarLine,
  { first, clock, file }: { first: CalendarMoment; clock: EventClock; file: CalendarFile },
): number[] {
  const rule = readRule(line);
  const upTo = Math.min(file.at + reachMs, endOf(rule, clock, file));
  const after = rule.count === null ? Math.max(file.at - reachMs, first.local - 1) : first.local - 1;
  file.days.spend(line.line, daysPerRule + Math.max(0, dayOf(upTo) - dayOf(after)) * shareOfYear(rule));
  const all = recurrenceLocalTimes(rule, first.local, upTo);
  return listSeries(all, { after, upTo, limit: rule.count ?? Number.POSITIVE_INFINITY });
}

/** How much of each year a rule looks through. */
function shareOfYear({ frequency, byMonth, byWeekNumber, byYearDay, byMonthDay, byWeekday }: RecurrenceRule): number {
  if (frequency !== 'YEARLY') return 1;
  const isAnniversary = [byMonth, byWeekNumber, byYearDay, byMonthDay, byWeekday].every((list) => list.length === 0);
  return (isAnniversary ? 1 : byMonth.length || 12) / 12;
}

/** One that gives each day once at most, at a small cost. */
function readRule({ line, value }: CalendarLine): RecurrenceRule {
  if (value.length > longestRule)
    throw refuseLine(line, `the rule has ${value.length} characters; at most ${longestRule} characters are read`);
  const rule = readRecurrenceRule(value, (complaint) => refuseLine(line, complaint));
  const isWithinDay = [rule.byHour, rule.byMinute, rule.bySecond].some((times) => times.length > 1);
  if (isFinerThanDaily(rule) || isWithinDay)
    throw refuseLine(line, `FREQ=${rule.frequency} repeats within a day; exclude whole days with FREQ=DAILY`);
  return rule;
}

/** The last reading that UNTIL allows. */
function endOf({ until }: RecurrenceRule, clock: EventClock, { at }: CalendarFile): number {
  if (until === null) return Number.POSITIVE_INFINITY;
  if (until.form !== 'utc') return spanOf(until).until - 1;
  return clock.toReading(Math.max(at - horizonMs, Math.min(until.local, at + horizonMs)));
}

/** How long an event lasts. Without an end a date lasts its day, a date-time no time (RFC 5545, "Event Component"). */
function readLength(event: CalendarEvent, { local, form }: CalendarMoment): number {
  const [endLine] = event.named('DTEND');
  const [durationLine] = event.named('DURATION');
  if (endLine === undefined)
    return durationLine === undefined ? (form === 'date' ? dayMs : 0) : readDuration(durationLine);
  const end = readMoments(endLine, refuseLine)[0]?.local ?? local;
  if (end < local) throw refuseLine(endLine.line, 'DTEND lies before DTSTART');
  return end - local;
}

function readDuration({ line, value }: CalendarLine): number {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/i.exec(value) ?? [];
  if (whole === undefined)
    throw refuseLine(line, `DURATION ${JSON.stringify(value.slice(0, 40))} is not one; write P1D or PT8H`);
  const inDays = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return inDays * dayMs + ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1_000;
}

function refuseLine(line: number, complaint: string): Error {
  return invalid('trigger.exclusions.ics', `line ${line}: ${complaint}`);
}
