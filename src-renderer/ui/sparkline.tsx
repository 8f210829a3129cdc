interface SparklineProps {
  values: readonly number[];
  label: string;
  width?: number;
  height?: number;
  /** Drawn as a dashed line: the limit the values must stay under. */
  limit?: number;
}

/** A line without axes: the course of one quantity, in ink, since it is no status. */
export function Sparkline({ values, label, width = 288, height = 54, limit }: SparklineProps) {
  const most = Math.max(limit ?? 0, ...values, Number.MIN_VALUE);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const yOf = (value: number) => height - 1 - (value / most) * (height - 4);
  const line = values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${yOf(value).toFixed(1)}`)
    .join('');
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {limit !== undefined && (
        <path
          d={`M0 ${yOf(limit)}H${width}`}
          stroke="var(--am-line-control)"
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
      {values.length > 1 && (
        <>
          <path d={`${line}L${width} ${height}L0 ${height}Z`} fill="var(--am-skip-tint)" />
          <path d={line} fill="none" stroke="var(--am-text-3)" vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
