/** Weekdays count from Monday = 0. */
export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** January is the first, so 0. */
export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `first`, `2nd`; from the end `last`, `2nd last`. */
export function ordinalWord(place: number): string {
  if (place === -1) return 'last';
  const number = Math.abs(place);
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  if (place === 1) return 'first';
  return `${number}${ending}${place < 0 ? ' last' : ''}`;
}

/** `08:30`, with seconds where there are some. */
export function writeClock(hour: number, minute: number, second: number): string {
  return [hour, minute, ...(second === 0 ? [] : [second])].map((part) => String(part).padStart(2, '0')).join(':');
}

export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a, b and c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
