/** One row of the table: what was measured, against which bar. Ratios and milliseconds as they came out. */
export interface Result {
  /** Row of the table of bars, such as P3. */
  id: string;
  what: string;
  measured: number;
  unit: 'ratio' | 'ms' | 'MiB' | '%' | 'lines';
  bar: number;
  /** Whether less is better; sustained throughput is the exception. */
  isUpperBound: boolean;
  /** Spread and surroundings, in words. */
  note: string;
}

export interface Bench {
  name: string;
  /** Answers its rows, or why it cannot be measured here. */
  run(): Promise<Result[] | { skipped: string }>;
}

export interface Spread {
  median: number;
  p10: number;
  p90: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) };
}

/** Measures variants in turn (A B A B …), so that what else the machine does meets all of them alike. Milliseconds. */
export async function interleave<Name extends string>(
  rounds: number,
  variants: Record<Name, () => Promise<number>>,
): Promise<Record<Name, Spread>> {
  const names = Object.keys(variants) as Name[]; // keys of the record just given
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) await variants[name](); // warm up, not counted
  for (let round = 0; round < rounds; round++) {
    for (const name of names) samples.get(name)?.push(await variants[name]());
  }
  return Object.fromEntries(names.map((name) => [name, spreadOf(samples.get(name) ?? [])])) as Record<Name, Spread>;
}

export async function timeMs(work: () => Promise<unknown> | unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function inWords({ median, p10, p90 }: Spread): string {
  return `${median.toFixed(1)} ms [${p10.toFixed(1)}–${p90.toFixed(1)}]`;
}
