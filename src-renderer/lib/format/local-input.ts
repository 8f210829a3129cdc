/** A moment as a field of date and time takes it: `2026-10-22T11:15`, in the viewer's zone. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  const clock = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return `${day.join('-')}T${clock.join(':')}`;
}

/** What such a field holds as a moment; undefined while it is not filled in. */
export function fromLocalInput(text: string): number | undefined {
  const at = /^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The next morning at eight, by the viewer's clock: what "until tomorrow" means. */
export function tomorrowMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(8, 0, 0, 0);
}

/** The full minute at or behind a moment: nobody wishes for something until 22:59:08. */
export function wholeMinute(at: number): number {
  return Math.ceil(at / 60_000) * 60_000;
}
