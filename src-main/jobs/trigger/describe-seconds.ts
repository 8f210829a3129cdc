import { countWords } from './calendar-words.ts';

/** A span in words: `30 seconds`, `1 hour 30 minutes`. */
export function describeSeconds(seconds: number): string {
  return [
    { amount: Math.floor(seconds / 86_400), unit: 'day' },
    { amount: Math.floor(seconds / 3_600) % 24, unit: 'hour' },
    { amount: Math.floor(seconds / 60) % 60, unit: 'minute' },
    { amount: seconds % 60, unit: 'second' },
  ]
    .filter(({ amount }) => amount > 0)
    .map(({ amount, unit }) => countWords(amount, unit))
    .join(' ');
}

/** What comes after every: `hour`, `2 hours`. */
export function spanWords(seconds: number): string {
  return describeSeconds(seconds).replace(/^1 (\w+)$/, '$1');
}
