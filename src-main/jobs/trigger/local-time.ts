import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { dayMs } from '../../base/clock.ts';
import { invalid } from '../../base/errors.ts';

/**
 * Wall clock and instants of an IANA zone. A zone is a row of segments of constant offset; a *local time* is the
 * reading of its wall clock in milliseconds "as if UTC". Temporal is asked for the segments and never leaves here.
 */
export interface Zone {
  readonly name: string;
  segmentAt(at: number): Segment;
}

/** From `startAt` until before `endAt` the wall clock reads instant + `offsetMs`. */
interface Segment {
  readonly startAt: number;
  readonly endAt: number;
  readonly offsetMs: number;
}

/** One change of the clocks: just before `at` they were about to read `fromLocal`, then they read `toLocal`. */
export interface ClockChange {
  readonly at: number;
  readonly fromLocal: number;
  readonly toLocal: number;
}

/** Beyond every offset ever used (Manila until 1844: -15:56, Alaska until 1867: +15:02). */
const widestOffsetMs = 16 * 3_600_000;
/** ECMA-262, "Time Values and Time Range". */
const lastRepresentableAt = 8.64e15;
const cachedZones = 64;
/** Two segments a year: more than a century; a zone that is asked for more starts over. */
const cachedSegments = 256;

const zoneOf = makeBoundedCache(cachedZones, openZone);

/** The zone of that IANA name (aliases included); anything else is a 422 naming `trigger.timezone`. */
export function makeZone(name: string): Zone {
  return zoneOf(name);
}

/** What the wall clock reads at an instant. */
export function toLocal(zone: Zone, at: number): number {
  return at + zone.segmentAt(at).offsetMs;
}

/**
 * The highest reading the wall clock has shown up to an instant: what it reads now, except in the second pass of
 * an overlap, where the first pass went higher. (No zone has turned its clocks twice within one such pass.)
 */
export function highestLocal(zone: Zone, at: number): number {
  const segment = zone.segmentAt(at);
  const reading = at + segment.offsetMs;
  if (!Number.isFinite(segment.startAt)) return reading;
  return Math.max(reading, segment.startAt + zone.segmentAt(segment.startAt - 1).offsetMs - 1);
}

/** The first instant at which the wall clock reads that local time or, if it does not exist, has jumped over it. */
export function firstInstantOf(zone: Zone, local: number): number {
  let segment = zone.segmentAt(local - widestOffsetMs);
  while (local >= segment.endAt + segment.offsetMs) segment = zone.segmentAt(segment.endAt);
  return Math.max(segment.startAt, local - segment.offsetMs);
}

/** The calendar day the wall clock shows at an instant, as days since 1970-01-01. */
export function dayAt(zone: Zone, at: number): number {
  return Math.floor(toLocal(zone, at) / dayMs);
}

/** The first instant of a calendar day, or where clocks skip it whole of the next one. */
export function startOfDay(zone: Zone, day: number): number {
  return firstInstantOf(zone, day * dayMs);
}

/** The last instant of the calendar day of an instant; where clocks are put back over midnight at least that instant. */
export function endOfDay(zone: Zone, at: number): number {
  return Math.max(at, startOfDay(zone, dayAt(zone, at) + 1) - 1);
}

/** Whether the wall clock shows this reading twice. */
export function isRepeated(zone: Zone, at: number): boolean {
  const segment = zone.segmentAt(at);
  const local = at + segment.offsetMs;
  if (highestLocal(zone, at) > local) return true;
  return Number.isFinite(segment.endAt) && segment.endAt + zone.segmentAt(segment.endAt).offsetMs <= local;
}

/** The changes of the clocks in (after, upTo], in order. */
export function listClockChanges(zone: Zone, after: number, upTo: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let segment = zone.segmentAt(after);
  while (segment.endAt <= upTo) {
    const at = segment.endAt;
    const following = zone.segmentAt(at);
    changes.push({ at, fromLocal: at + segment.offsetMs, toLocal: at + following.offsetMs });
    segment = following;
  }
  return changes;
}

/** `2026-10-25 02:30:00 Europe/Berlin +01:00`. */
export function formatLocal(zone: Zone, at: number): string {
  const { offsetMs } = zone.segmentAt(at);
  return `${formatReading(at + offsetMs)} ${zone.name} ${formatOffset(offsetMs)}`;
}

/** `2026-10-25 02:30:00` for a local time. */
export function formatReading(local: number): string {
  return new Date(local).toISOString().slice(0, 19).replace('T', ' ');
}

function formatOffset(offsetMs: number): string {
  const clock = new Date(Math.abs(offsetMs)).toISOString().slice(11, 19);
  return `${offsetMs < 0 ? '-' : '+'}${clock.endsWith(':00') ? clock.slice(0, 5) : clock}`;
}

function openZone(given: string): Zone {
  const name = checkZoneName(given);
  let segments: Segment[] = [];
  return {
    name,
    segmentAt(at) {
      let low = 0;
      let high = segments.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const candidate = segments[middle];
        if (candidate === undefined || at < candidate.startAt) high = middle;
        else if (at >= candidate.endAt) low = middle + 1;
        else return candidate;
      }
      const segment = readSegment(name, at);
      if (segments.length >= cachedSegments) segments = [segment];
      else segments.splice(low, 0, segment);
      return segment;
    },
  };
}

function readSegment(name: string, at: number): Segment {
  const inside = Math.max(-lastRepresentableAt, Math.min(at, lastRepresentableAt - 1));
  const zoned = Temporal.Instant.fromEpochMilliseconds(inside).toZonedDateTimeISO(name);
  // "previous" means strictly before: one millisecond on, a change at `at` itself counts as the start.
  const start = zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const end = zoned.getTimeZoneTransition('next');
  return {
    startAt: start?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    endAt: end?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: zoned.offsetNanoseconds / 1e6,
  };
}

/** Temporal also takes bare offsets and whole timestamps for a zone; a schedule needs a name that knows the law. */
function checkZoneName(given: string): string {
  try {
    if (!/^[A-Za-z][\w+\-/]*$/.test(given)) throw new RangeError('not a name');
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(given).timeZoneId;
  } catch {
    throw invalid(
      'trigger.timezone',
      `${JSON.stringify(given.slice(0, 80))} is not a time zone this machine knows; write an IANA name such as Europe/Berlin, or UTC`,
    );
  }
}
