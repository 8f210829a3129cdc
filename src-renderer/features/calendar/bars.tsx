import { type Bin, mergeBins, sizeOf } from './bin-entries.ts';
import styles from './calendar.module.css';

interface BarsProps {
  bins: readonly Bin[];
  /** The fullest of all that are compared: it has the full height. */
  most: number;
  /** How wide they may be at the most; where that is too little, neighbours are put together. */
  room: number;
  height?: number;
  /** For those who do not see them; without it they say nothing that does not stand beside them. */
  label?: string;
}

const leastBar = 2;
const foot = 3;

/** Stretches of time as bars: how much each holds, what failed on top of it, what is to come as an outline. */
export function Bars({ bins, most, room, height = 22, label }: BarsProps) {
  const size = [1, 2, 3, 4, 6, 8].find((each) => (bins.length / each) * (leastBar + 1) <= room) ?? 12;
  const shown = mergeBins(bins, size);
  // Whole pixels: bars of half a pixel blur into one another
  const unit = Math.max(leastBar + 1, Math.floor(room / shown.length));
  return (
    <svg
      className={styles.bars}
      width={shown.length * unit - 1}
      height={height}
      role="img"
      aria-label={label}
      aria-hidden={label === undefined || undefined}
    >
      {[...shown.entries()].map(([index, bin]) =>
        partsOf(bin, { most: most * size, length: height }).map(({ kind, from, length }) => {
          // An outline lies inside of what it surrounds
          const edge = kind === 'ahead' && unit > leastBar + 1 ? 0.5 : 0;
          return (
            <rect
              key={`${index} ${kind}`}
              data-kind={kind}
              data-thin={unit === leastBar + 1 || undefined}
              x={index * unit + edge}
              y={height - from - length + edge}
              width={unit - 1 - 2 * edge}
              height={length - 2 * edge}
            />
          );
        }),
      )}
    </svg>
  );
}

interface Part {
  kind: keyof Bin;
  from: number;
  length: number;
}

/**
 * The parts of a bar from its foot up. Its length is by the root: next to a job that fires every second others still
 * show. What was left out is a foot however much it is, as in every strip of outcomes.
 */
export function partsOf(bin: Bin, { most, length }: { most: number; length: number }): readonly Part[] {
  const kinds = (['ran', 'failed', 'ahead'] as const).filter((kind) => bin[kind] > 0);
  const all = sizeOf(bin) - bin.left;
  const below: Part[] = bin.left === 0 ? [] : [{ kind: 'left', from: 0, length: foot }];
  const room = length - below.length * foot;
  const tall = Math.max(foot * kinds.length, Math.round(room * Math.sqrt(all / Math.max(1, most, all))));
  const lengths = new Map(kinds.map((kind) => [kind, Math.max(foot, Math.round((tall * bin[kind]) / all))]));
  const [main] = kinds.toSorted((a, b) => bin[b] - bin[a]);
  const others = [...lengths].reduce((sum, [kind, each]) => (kind === main ? sum : sum + each), 0);
  let from = below.length * foot;
  const above = kinds.map((kind) => {
    const part = { kind, from, length: kind === main ? tall - others : (lengths.get(kind) ?? 0) };
    from += part.length;
    return part;
  });
  return [...below, ...above];
}

/** The fullest bin of them all. */
export function fullest(days: Iterable<readonly Bin[]>): number {
  return Math.max(1, ...[...days].flatMap((bins) => bins.map((bin) => sizeOf(bin) - bin.left)));
}
