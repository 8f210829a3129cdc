/** A span in words: `30 seconds`, `1 hour 30 minutes`. */
export function describeSeconds(seconds: number): string {
  return [
    { amount: Math.floor(seconds / 86_400), unit: 'day' },
    { amount: Math.floor(seconds / 3_600) % 24, unit: 'hour' },
    { amount: Math.floor(seconds / 60) % 60, unit: 'minute' },
    { amount: seconds % 60, unit: 'second' },
  ]
    .filter(({ amount }) => amount > 0)
    .map(({ amount, unit }) => `${amount} ${unit}${amount === 1 ? '' : 's'}`)
    .join(' ');
}
