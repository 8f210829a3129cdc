/** What the clocks of a zone show at an instant, as a date-time field writes it: 2026-10-22T14:30. */
export function toWallClock(at: number, zone: string): string {
  // The Swedish way of writing a moment is ISO 8601 but for the letter between its parts.
  const written = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }).format(at);
  return written.replace(' ', 'T');
}

/**
 * The instant at which the clocks of a zone show this; undefined for what is no date-time. A time that exists twice is
 * its first pass; one that does not exist is as much later as the clocks were put forward, as calendars take it.
 */
export function fromWallClock(text: string, zone: string): number | undefined {
  const reading = Date.parse(`${text}Z`);
  if (Number.isNaN(reading)) return undefined;
  // The offset of before a change and that of after it: a day is longer than any zone is away from UTC.
  const offsets = [-dayMs, dayMs].map((shift) => offsetAt(reading + shift, zone));
  const candidates = offsets.map((offset) => reading - offset);
  const exact = candidates.filter((at) => at + offsetAt(at, zone) === reading);
  return exact.length > 0 ? Math.min(...exact) : candidates[0];
}

const dayMs = 86_400_000;

/** How far the clocks of the zone are ahead of UTC, to the minute. */
function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${toWallClock(minute, zone)}Z`) - minute;
}
