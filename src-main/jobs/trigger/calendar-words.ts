/** Weekdays count from Monday = 0. */
export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** January is the first, so 0. */
export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

const firstOrdinals = ['first', 'second', 'third', 'fourth', 'fifth'];

/** `first`, `fifth`, `6th`; from the end `last`, `second-last`, `6th-last`. */
export function ordinalWord(place: number): string {
  if (place < 0) return place === -1 ? 'last' : `${ordinalWord(-place)}-last`;
  const isTeen = place % 100 >= 11 && place % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return firstOrdinals[place - 1] ?? `${place}${ending}`;
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

/** A longer sentence nobody reads to its end. */
const longestSentence = 400;

/** The sentence, or instead of a long one what it describes, as that is written. */
export function keepShort(sentence: string, written: string): string {
  return sentence.length > longestSentence ? written : sentence;
}
