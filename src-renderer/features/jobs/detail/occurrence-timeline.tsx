import { useRef } from 'react';
import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type StatusName, statusLooks } from '../../../ui/status.ts';
import { useElementWidth } from '../../../ui/use-element-width.ts';
import styles from './job-detail.module.css';
import { isWorse, keyOf, labelOf, statusOf } from './occurrence-marks.ts';
import { planTicks, type Tick } from './plan-ticks.ts';
import type { StripStep } from './strip-span.ts';

interface OccurrenceTimelineProps {
  /** Newest first, as the core lists them. */
  occurrences: readonly Occurrence[];
  runs: ReadonlyMap<string, Run>;
  step: StripStep;
  range: { from: number; to: number };
  now: number;
  chosen: string | undefined;
  onChoose: (key: string) => void;
}

const height = 40;
const top = 18;
const pitch = 8;

/** Occurrences on the axis of time: one mark each, or one for all that share its place, the worst in front. */
export function OccurrenceTimeline(props: OccurrenceTimelineProps) {
  const { occurrences, runs, step, range, now, chosen, onChoose } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame);
  const xOf = (at: number) => ((at - range.from) / (range.to - range.from)) * width;
  const marks = width === 0 ? [] : binMarks({ occurrences, runs, chosen, now, xOf });
  const times = occurrences.map((each) => Date.parse(each.scheduledFor));
  const choose = (index: number) => {
    const occurrence = occurrences[Math.min(occurrences.length - 1, Math.max(0, index))];
    if (occurrence !== undefined) onChoose(keyOf(occurrence));
  };
  const index = occurrences.findIndex((each) => keyOf(each) === chosen);
  return (
    <div ref={frame} className={styles.timeline}>
      <svg width={width} height={height + top + 4} aria-hidden>
        <Axis ticks={planTicks(step, { ...range, now, width })} xOf={xOf} />
        {occurrences.map((each) => (
          <Span key={keyOf(each)} occurrence={each} xOf={xOf} />
        ))}
        {marks.map((mark) => (
          <Mark key={mark.x} mark={mark} />
        ))}
        {now > range.from && now < range.to && (
          <path d={`M${xOf(now)} ${top - 4}V${top + height + 4}`} stroke="var(--am-accent)" />
        )}
      </svg>
      {/* What one points at and reaches by key: a slider over time that snaps to what happened. */}
      <input
        type="range"
        className={styles.slider}
        aria-label={t('job.timeline')}
        aria-valuetext={marks.find((mark) => mark.isChosen)?.label ?? t('strip.none')}
        title={marks.find((mark) => mark.isChosen)?.label}
        min={range.from}
        max={range.to}
        step={1_000}
        value={times[index] ?? Math.min(now, range.to)}
        onChange={(event) => choose(nearest(times, Number(event.currentTarget.value)))}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          // Newest first: what is earlier stands further on.
          choose(index + (event.key === 'ArrowLeft' ? 1 : -1));
        }}
      />
    </div>
  );
}

function nearest(times: readonly number[], wanted: number): number {
  return times.reduce(
    (best, at, index) => (Math.abs(at - wanted) < Math.abs((times[best] ?? 0) - wanted) ? index : best),
    0,
  );
}

interface AxisProps {
  ticks: readonly Tick[];
  xOf: (at: number) => number;
}

function Axis({ ticks, xOf }: AxisProps) {
  return ticks.map(({ at, label }) => (
    <g key={at}>
      <path d={`M${xOf(at)} ${top - 4}V${top + height}`} stroke="var(--am-line)" />
      <text x={xOf(at)} y={10} fontSize={11} fill="var(--am-text-3)">
        {label}
      </text>
    </g>
  ));
}

/** From the first to the last instant of a range row; from an excluded day to where its firing moved. */
function Span({ occurrence, xOf }: { occurrence: Occurrence; xOf: (at: number) => number }) {
  const { scheduledFor, fireAt, until, reason } = occurrence;
  const end = until ?? (reason === 'exclusion' ? fireAt : scheduledFor);
  if (end === scheduledFor) return null;
  const [from, to] = [xOf(Date.parse(scheduledFor)), xOf(Date.parse(end))];
  const y = top + height + 2;
  return (
    <path
      d={`M${from} ${y}H${to}`}
      stroke="var(--am-skip-mark)"
      strokeWidth={2}
      {...(until === undefined ? { strokeDasharray: '2 3' } : {})}
    />
  );
}

interface PlacedMark {
  x: number;
  key: string;
  status: StatusName;
  label: string;
  isRetried: boolean;
  isChosen: boolean;
}

function binMarks(options: {
  occurrences: readonly Occurrence[];
  runs: ReadonlyMap<string, Run>;
  chosen: string | undefined;
  now: number;
  xOf: (at: number) => number;
}): readonly PlacedMark[] {
  const bins = new Map<number, PlacedMark>();
  for (const occurrence of options.occurrences) {
    const x = Math.floor(options.xOf(Date.parse(occurrence.scheduledFor)) / pitch) * pitch;
    const status = statusOf(occurrence, options.runs);
    const key = keyOf(occurrence);
    const isChosen = key === options.chosen;
    const before = bins.get(x);
    if (before !== undefined && !isWorse(status, before.status) && !isChosen) continue;
    bins.set(x, {
      x,
      key: before?.isChosen === true ? before.key : key,
      status: before?.isChosen === true ? before.status : status,
      label: labelOf(occurrence, status, options.now),
      isRetried: (options.runs.get(occurrence.runId ?? '')?.attempt ?? 1) > 1,
      isChosen: isChosen || before?.isChosen === true,
    });
  }
  return [...bins.values()];
}

function Mark({ mark }: { mark: PlacedMark }) {
  const { tone } = statusLooks[mark.status];
  const tall = tallOf(mark.status);
  const isHollow = mark.status === 'missed';
  const y = top + height - tall;
  const colour = isAhead(mark.status) ? 'var(--am-line-strong)' : `var(--am-${tone}-mark)`;
  return (
    <g>
      {mark.isChosen && (
        <rect
          x={mark.x - 1.25}
          y={top - 3}
          width={pitch + 0.5}
          height={height + 6}
          rx={2}
          fill="none"
          stroke="var(--am-accent)"
          strokeWidth={1.5}
        />
      )}
      <rect
        x={mark.x + (isHollow ? 0.5 : 0)}
        y={y}
        width={isHollow ? 5 : 6}
        height={tall}
        rx={1}
        fill={isHollow ? 'none' : colour}
        stroke={isHollow ? colour : 'none'}
      />
      {mark.isRetried && tone === 'ok' && (
        <rect x={mark.x} y={y - 4} width={6} height={2} rx={1} fill="var(--am-wait-mark)" />
      )}
    </g>
  );
}

function isAhead(status: StatusName): boolean {
  return status === 'upcoming' || status === 'paused';
}

function tallOf(status: StatusName): number {
  if (isAhead(status)) return 2;
  const { tone } = statusLooks[status];
  if (tone === 'ok' || status === 'missed') return height * 0.6;
  return tone === 'skip' ? 4 : height;
}
