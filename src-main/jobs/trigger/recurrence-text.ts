import { invalid } from '../../base/errors.ts';
import {
  type CalendarLine,
  type CalendarMoment,
  readCalendarLines,
  readMoments,
  valueTypeOf,
  zoneNameOf,
} from './calendar-lines.ts';
import { makeZone } from './local-time.ts';
import { type RecurrenceRule, readRecurrenceRule } from './recurrence-rule.ts';

/** The text of a recurring trigger as data. */
export interface Recurrence {
  readonly rule: RecurrenceRule;
  /** The rule as it is written. */
  readonly ruleText: string;
  /** DTSTART; null: the trigger's `startAt`, else its creation. */
  readonly start: CalendarMoment | null;
  readonly excluded: readonly CalendarMoment[];
  readonly added: readonly CalendarMoment[];
  /** The zone its lines name by TZID, or UTC where DTSTART ends in Z; null: any. */
  readonly zoneName: string | null;
}

/**
 * Reads an RRULE with optional DTSTART, EXDATE and RDATE lines (RFC 5545); a rule on a line of its own needs no
 * `RRULE:` before it. What is wrong is a 422 naming `trigger.expr`.
 */
export function readRecurrence(expr: string): Recurrence {
  // not where a line begins with a blank: that continues the one before
  const text = expr.trim().replace(/^(?=[A-Za-z-]+=)/gm, 'RRULE:');
  const lines = readCalendarLines(text, refuseLine);
  const unknown = lines.find(({ name }) => !['RRULE', 'DTSTART', 'EXDATE', 'RDATE'].includes(name));
  if (unknown !== undefined)
    throw refuseLine(unknown.line, `${unknown.name} is not understood; there are RRULE, DTSTART, EXDATE, RDATE`);
  const named = (name: string) => lines.filter((line) => line.name === name);
  const [ruleLine, secondRule] = named('RRULE');
  const [startLine, secondStart] = named('DTSTART');
  const second = secondRule ?? secondStart;
  if (second !== undefined) throw refuseLine(second.line, `${second.name} stands twice; write it once`);
  if (ruleLine === undefined) throw invalid('trigger.expr', 'has no RRULE; write for instance RRULE:FREQ=DAILY');
  const start = startLine === undefined ? [] : readDates(startLine);
  if (start.length > 1) throw refuseLine(startLine?.line ?? 1, 'DTSTART takes one moment');
  const zones = lines.flatMap((each) => {
    const zone = zoneNameOf(each);
    return zone === undefined ? [] : [{ line: each.line, name: nameZone(each.line, zone) }];
  });
  const zoneName = start[0]?.form === 'utc' ? 'UTC' : (zones[0]?.name ?? null);
  const other = zones.find(({ name }) => name !== zoneName);
  if (other !== undefined)
    throw refuseLine(other.line, `TZID=${other.name} differs from ${zoneName} above; a trigger has one zone`);
  return {
    rule: readRecurrenceRule(ruleLine.value, (complaint) => refuseLine(ruleLine.line, complaint)),
    ruleText: ruleLine.value,
    start: start[0] ?? null,
    excluded: named('EXDATE').flatMap(readDates),
    added: named('RDATE').flatMap(readDates),
    zoneName,
  };
}

/** The moments of a line, which must be what it says by VALUE, and on one clock. */
function readDates(line: CalendarLine): CalendarMoment[] {
  const type = valueTypeOf(line);
  const refuse = (complaint: string) => refuseLine(line.line, `${line.name} ${complaint}`);
  if (type !== undefined && type !== 'DATE' && type !== 'DATE-TIME')
    throw refuse(`has VALUE=${type.slice(0, 40)}; there are DATE and DATE-TIME`);
  const moments = readMoments(line, refuseLine);
  const isDate = ({ form }: CalendarMoment) => form === 'date';
  if (type === 'DATE' && !moments.every(isDate)) throw refuse('has VALUE=DATE and a time; write 20261224, or no VALUE');
  if (type === 'DATE-TIME' && moments.some(isDate))
    throw refuse('has VALUE=DATE-TIME and no time; write 20261224T180000, or VALUE=DATE');
  const zone = zoneNameOf(line);
  if (zone !== undefined && moments.some(({ form }) => form === 'utc'))
    throw refuse(`has TZID=${zone.slice(0, 80)} and a time that ends in Z, which is UTC; leave one away`);
  return moments;
}

function refuseLine(line: number, complaint: string): Error {
  return invalid('trigger.expr', `line ${line}: ${complaint}`);
}

function nameZone(line: number, given: string): string {
  try {
    return makeZone(given).name;
  } catch {
    throw refuseLine(line, `TZID=${given.slice(0, 80)} is not a time zone this machine knows; write an IANA name`);
  }
}
