/** One unit of an interval, such as the 90 minutes of PT90M. */
export interface IntervalPart {
  unit: 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds';
  n: number;
  seconds: number;
}

const units = [
  { unit: 'weeks', seconds: 604_800 },
  { unit: 'days', seconds: 86_400 },
  { unit: 'hours', seconds: 3_600 },
  { unit: 'minutes', seconds: 60 },
  { unit: 'seconds', seconds: 1 },
] as const;

/** The parts of an interval (a duration of ISO 8601) that are not 0, the longest first; none where it is no interval. */
export function readIntervalParts(expr: string): readonly IntervalPart[] {
  const found = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(expr.trim());
  return units.flatMap(({ unit, seconds }, index) => {
    const n = Number(found?.[index + 1] ?? 0);
    return n === 0 ? [] : [{ unit, n, seconds: n * seconds }];
  });
}

/** How long an interval is, in seconds; 0 where it is none. */
export function secondsOf(parts: readonly IntervalPart[]): number {
  return parts.reduce((sum, part) => sum + part.seconds, 0);
}
