const unitSeconds: readonly (readonly [RegExp, number])[] = [
  [/^(s|secs?|seconds?|sek|sekund\w*)$/, 1],
  [/^(m|mins?|minutes?|minut\w*)$/, 60],
  [/^(h|hrs?|hours?|hod|hodin\w*)$/, 3_600],
  [/^(d|days?|den|dn\w*)$/, 86_400],
  [/^(w|wks?|weeks?|tyzd\w*)$/, 604_800],
];

/**
 * How many seconds a person means by `5 min`, `1h30m`, `1 h 30`, `1,5 hodiny`. Undefined for what has no unit, but 0:
 * whether 5 is seconds or minutes nobody can tell.
 */
export function readDuration(text: string): number | undefined {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();
  if (plain === '0') return 0;
  const parts = [...plain.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]*)\.?\s*/gy)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== plain) return undefined;
  let sum = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [, figure = '', word = ''] of parts) {
    const unit = word === '' ? unitBelow(last) : unitSeconds.find(([pattern]) => pattern.test(word))?.[1];
    // From the largest to the smallest, each once.
    if (unit === undefined || unit >= last) return undefined;
    sum += Number(figure.replace(',', '.')) * unit;
    last = unit;
  }
  return Math.round(sum * 1_000) / 1_000;
}

/** A bare figure behind hours is minutes, as in 1 h 30. */
function unitBelow(unit: number): number | undefined {
  return unit === 3_600 ? 60 : undefined;
}
