import { type CalendarLine, type RefuseLine, readCalendarLines } from './calendar-lines.ts';

/** An event of an iCalendar file: where it begins in the file, and its own lines by their names. */
export interface CalendarEvent {
  readonly line: number;
  named(name: string): readonly CalendarLine[];
}

const mostEvents = 5_000;

/** The events of a file (RFC 5545, "Event Component") that are not cancelled; refuses one without any. */
export function readCalendarEvents(ics: string, refuse: RefuseLine): CalendarEvent[] {
  const events: { line: number; lines: CalendarLine[] }[] = [];
  // what is open, such as an alarm within an event, whose lines are not the event's
  const open: { line: number; component: string }[] = [];
  for (const line of readCalendarLines(ics, refuse)) {
    const component = line.value.slice(0, 40).toUpperCase();
    if (line.name === 'BEGIN') {
      open.push({ line: line.line, component });
      if (component === 'VEVENT') events.push({ line: line.line, lines: [] });
      if (events.length > mostEvents) throw refuse(line.line, `is one event too many; at most ${mostEvents} are read`);
    } else if (line.name === 'END') {
      if (open.pop()?.component !== component) throw refuse(line.line, `END:${component} ends nothing that is open`);
    } else if (open.at(-1)?.component === 'VEVENT') events.at(-1)?.lines.push(line);
  }
  const [unclosed] = open;
  if (unclosed !== undefined) throw refuse(unclosed.line, `BEGIN:${unclosed.component} is never ended`);
  if (events.length === 0)
    throw refuse(1, 'the text has no event; expected BEGIN:VCALENDAR and BEGIN:VEVENT … END:VEVENT');
  return events.map(toEvent).filter((event) => event.named('STATUS')[0]?.value.toUpperCase() !== 'CANCELLED');
}

function toEvent({ line, lines }: { line: number; lines: readonly CalendarLine[] }): CalendarEvent {
  const byName = Map.groupBy(lines, ({ name }) => name);
  return { line, named: (name) => byName.get(name) ?? [] };
}
