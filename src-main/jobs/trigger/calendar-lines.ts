import { dayMs } from './local-time.ts';

/** How a reader of iCalendar text refuses it: an error about a line, which counts from 1. */
export type RefuseLine = (line: number, complaint: string) => Error;

/** A content line (RFC 5545, section 3.1): `DTSTART;TZID=Europe/Berlin:20261224T180000`. */
export interface CalendarLine {
  readonly line: number;
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** A moment as iCalendar writes it: the reading of a clock, "as if UTC", and which clock is meant. */
export interface CalendarMoment {
  readonly local: number;
  readonly form: 'date' | 'local' | 'utc';
}

/** The content lines of a text, folded ones joined (RFC 5545, "Content Lines"); empty lines are none. */
export function readCalendarLines(text: string, refuse: RefuseLine): CalendarLine[] {
  const unfolded: { line: number; content: string }[] = [];
  text.split(/\r\n|\r|\n/).forEach((content, index) => {
    const last = unfolded.at(-1);
    if (/^[ \t]/.test(content) && last !== undefined) last.content += content.slice(1);
    else if (content.trim() !== '') unfolded.push({ line: index + 1, content: content.trim() });
  });
  return unfolded.map(({ line, content }) => readLine(line, content, refuse));
}

const lineShape = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s;

function readLine(line: number, content: string, refuse: RefuseLine): CalendarLine {
  const [, name, parameters = '', value = ''] = lineShape.exec(content) ?? [];
  if (name === undefined)
    throw refuse(line, `${JSON.stringify(content.slice(0, 60))} is not a line of iCalendar; write NAME:value`);
  return {
    line,
    name: name.toUpperCase(),
    parameters: new Map(
      [...parameters.matchAll(/;([^=]+)=("[^"]*"|[^;]*)/g)].map(([, key = '', given = '']) => [
        key.toUpperCase(),
        given.replaceAll('"', ''),
      ]),
    ),
    value: value.trim(),
  };
}

/** The moments of DTSTART, EXDATE, RDATE and their like, separated by commas. */
export function readMoments({ line, name, value }: CalendarLine, refuse: RefuseLine): CalendarMoment[] {
  return value.split(',').map((text) => {
    const moment = readMoment(text.trim());
    if (moment === null)
      throw refuse(
        line,
        `${name} ${JSON.stringify(text.slice(0, 40))} is not a date or date-time; write 20261224, 20261224T180000, or 20261224T170000Z for UTC`,
      );
    return moment;
  });
}

/** `20261224`, `20261224T180000` or `20261224T180000Z`; null for anything else, also for a 30 February. */
export function readMoment(text: string): CalendarMoment | null {
  const [, date, time, zulu] = /^(\d{8})(?:[Tt](\d{6})([Zz])?)?$/.exec(text) ?? [];
  if (date === undefined) return null;
  const written = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${(time ?? '000000').replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  const local = Date.parse(`${written}Z`);
  // Date.parse lets 30 February roll over into March; such a date is a slip of the pen.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(written)) return null;
  return { local, form: time === undefined ? 'date' : zulu === undefined ? 'local' : 'utc' };
}

/** The time a moment covers, as local times: a date is all of its day. */
export function spanOf({ local, form }: CalendarMoment): { from: number; until: number } {
  return { from: local, until: local + (form === 'date' ? dayMs : 1) };
}
