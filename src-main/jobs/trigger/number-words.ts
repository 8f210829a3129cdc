import { listWords } from './calendar-words.ts';

/** Numbers that lie evenly apart. */
export interface Row {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Fewer than these are sooner listed. */
const fewestInRow = 4;
const fewestInRun = 3;

/** The row ascending numbers make; null where they lie unevenly, or are few. */
export function findRow(numbers: Iterable<number>): Row | null {
  let first: number | undefined;
  let last = 0;
  let step = 0;
  let count = 0;
  for (const number of numbers) {
    if (first === undefined) first = number;
    else if (count === 1) step = number - first;
    else if (number - last !== step) return null;
    last = number;
    count += 1;
  }
  return first === undefined || count < fewestInRow ? null : { first, last, step };
}

/** Runs of consecutive numbers, in order. */
export function listRuns(numbers: readonly number[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else runs.push({ from: number, to: number });
  }
  return runs;
}

/** Each number by its name, three and more in a row as `Monday through Friday`. */
export function nameRuns(numbers: readonly number[], nameOf: (number: number) => string): string[] {
  return listRuns(numbers).flatMap(({ from, to }) =>
    to - from + 1 >= fewestInRun
      ? [`${nameOf(from)} through ${nameOf(to)}`]
      : Array.from({ length: to - from + 1 }, (_, index) => nameOf(from + index)),
  );
}

/** `0 and 45 minutes`, `1 second`: at these of a unit. */
export function amountWords(amounts: readonly number[], unit: string): string {
  return `${numberWords(amounts)} ${unit}${amounts.length === 1 && amounts[0] === 1 ? '' : 's'}`;
}

/** `0 through 2, 5 and 7`. */
export function numberWords(numbers: readonly number[]): string {
  return listWords(nameRuns(numbers, String));
}
