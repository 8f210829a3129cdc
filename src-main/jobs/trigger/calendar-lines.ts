import { dayMs } from '../../base/clock.ts';

/** How a reader of iCalendar text refuses it: an error about a line, which counts from 1. */
export type RefuseLine = (line: number, complaint: string) => Error;

/** A content line (RFC 5545, section 3.1): `DTSTART;TZID=Europe/Berlin:20261224T180000`. */
export interface CalendarLine {
  readonly line: number;
  readonly name: string;
  /** As they are written, each with its semicolon. */
  readonly parameters: string;
  readonly value: string;
}

/** A moment as iCalendar writes it: the reading of a clock, "as if UTC", and which clock is meant. */
export interface CalendarMoment {
  readonly local: number;
  readonly form: 'date' | 'local' | 'utc';
}

/** More than a mebibyte of events has; of empty or tiny lines a text may hold a million. */
const mostLines = 60_000;
/** Of a name with its parameters. */
const longestHead = 10_000;

/** The content lines of a text, folded ones joined (RFC 5545, "Content Lines"); empty lines are none. */
export function readCalendarLines(text: string, refuse: RefuseLine): CalendarLine[] {
  const unfolded: { line: number; content: string }[] = [];
  text.split(/\r\n|\r|\n/, mostLines + 1).forEach((content, index) => {
    if (index === mostLines) throw refuse(index + 1, `is one too many; at most ${mostLines} are read`);
    const last = unfolded.at(-1);
    if (/^[ \t]/.test(content) && last !== undefined) last.content += content.slice(1);
    else if (content.trim() !== '') unfolded.push({ line: index + 1, content: content.trim() });
  });
  return unfolded.map(({ line, content }) => readLine(line, content, refuse));
}

// Each character can be matched in one way only, so that what does not fit is told from what does in one pass.
const headShape = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):/;
const parameterShape = /;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)/g;

function readLine(line: number, content: string, refuse: RefuseLine): CalendarLine {
  const [head, name, parameters = ''] = headShape.exec(content.slice(0, longestHead)) ?? [];
  if (head === undefined || name === undefined)
    throw refuse(line, `${JSON.stringify(content.slice(0, 60))} is not a line of iCalendar; write NAME:value`);
  return { line, name: name.toUpperCase(), parameters, value: content.slice(head.length).trim() };
}

/** The zone a line names by TZID. */
export function zoneNameOf(line: CalendarLine): string | undefined {
  return parameterOf(line, 'TZID');
}

/** What a line says by VALUE that its values are. */
export function valueTypeOf(line: CalendarLine): string | undefined {
  return parameterOf(line, 'VALUE')?.toUpperCase();
}

function parameterOf({ parameters }: CalendarLine, wanted: string): string | undefined {
  for (const [, name = '', value = ''] of parameters.matchAll(parameterShape))
    if (name.toUpperCase() === wanted) return value.replaceAll('"', '');
  return undefined;
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

const momentShape = /^(\d{4})(\d\d)(\d\d)(?:[Tt](\d\d)([0-5]\d)([0-5]\d)([Zz])?)?$/;

/** `20261224`, `20261224T180000` or `20261224T180000Z`; null for anything else, also for a 30 February. */
export function readMoment(text: string): CalendarMoment | null {
  const [, year, month, day, hour, minute = 0, second = 0, zulu] = momentShape.exec(text) ?? [];
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute),
    Number(second),
  );
  const date = new Date(local);
  // Date lets 30 February and 24:00 roll over into the next day; such a date is a slip of the pen.
  if (date.getUTCFullYear() !== Number(year) || date.getUTCDate() !== Number(day)) return null;
  return { local, form: hour === undefined ? 'date' : zulu === undefined ? 'local' : 'utc' };
}

/** The time a moment covers, as local times: a date is all of its day. */
export function spanOf({ local, form }: CalendarMoment): { from: number; until: number } {
  return { from: local, until: local + (form === 'date' ? dayMs : 1) };
}
