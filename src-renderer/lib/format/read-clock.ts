/** 08:30 as a person types it: 8:30, 8.30, 0830, 8, 8:30 pm. Undefined for what is no time of day. */
export function readClock(text: string): string | undefined {
  const found = /^(\d{1,2})(?:\s*[:.h]\s*(\d{1,2})|(\d\d))?\s*(am|pm|a\.m\.|p\.m\.)?$/i.exec(text.trim());
  if (found === null) return undefined;
  const [, hourText = '', after, joined, half] = found;
  const minute = Number(after ?? joined ?? 0);
  const hour = Number(hourText);
  if (half === undefined) return write(hour, minute);
  if (hour < 1 || hour > 12) return undefined;
  return write((hour % 12) + (/^p/i.test(half) ? 12 : 0), minute);
}

function write(hour: number, minute: number): string | undefined {
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
