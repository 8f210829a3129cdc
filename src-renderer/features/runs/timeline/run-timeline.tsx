import { useRef } from 'react';
import type { Attempt, Run } from '#contract/runs.ts';
import { formatDuration } from '../../../lib/format/duration.ts';
import { formatDecimal } from '../../../lib/format/number.ts';
import { formatClock } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { statusLooks } from '../../../ui/status.ts';
import { useElementWidth } from '../../../ui/use-element-width.ts';
import { useNow } from '../../../ui/use-now.ts';
import type { Usual } from '../run-queries.ts';
import { isLive, timesUsual } from '../run-times.ts';
import { planTimeline, type Timeline, type TimelineBar } from './plan-timeline.ts';
import styles from './run-timeline.module.css';

const labelWidth = 84;
const laneHeight = 24;
const axisHeight = 18;
/** A label of the axis with air around it. */
const tickWidth = 92;
const barHeight = 16;
/** About so wide is a character of the bars' text. */
const characterWidth = 6.2;

/** Queue, attempts and waits of a run on one axis, what is usual below, and where now is. */
export function RunTimeline({ run, usual }: { run: Run; usual: Usual | undefined }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame);
  const now = useNow();
  const plan = planTimeline(run, {
    now,
    usualMs: usual?.ms,
    mostTicks: Math.max(2, Math.floor((width - labelWidth) / tickWidth)),
  });
  const rows = plan.lanes.length + (usual === undefined ? 0 : 1);
  const height = axisHeight + rows * laneHeight + 4;
  const xOf = (at: number) => labelWidth + ((at - plan.from) / (plan.to - plan.from)) * Math.max(0, width - labelWidth);
  const usualTop = axisHeight + plan.lanes.length * laneHeight;
  const nowX = xOf(now);
  return (
    <div ref={frame} className={styles.frame}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summarize(run)} className={styles.timeline}>
          <Axis plan={plan} xOf={xOf} height={height} width={width} />
          {plan.lanes.map((lane, index) => (
            <g key={lane.attempt}>
              <text x={0} y={axisHeight + index * laneHeight + 16} className={styles.label}>
                {t('run.attempt', { n: lane.attempt })}
              </text>
              {lane.bars.map((bar) => (
                <Bar
                  key={bar.kind}
                  bar={bar}
                  text={textOf(
                    bar,
                    { run, usualMs: usual?.ms, now },
                    run.attempts.find(({ number }) => number === lane.attempt),
                  )}
                  x={xOf(bar.from)}
                  width={Math.max(2, xOf(bar.to) - xOf(bar.from))}
                  y={axisHeight + index * laneHeight + 4}
                />
              ))}
            </g>
          ))}
          {usual !== undefined && (
            <g className={styles.usual}>
              <text x={0} y={usualTop + 16}>
                {t('run.usual')}
              </text>
              <path d={`M${labelWidth} ${usualTop + 12}H${xOf(plan.from + usual.ms)}`} strokeDasharray="2 3" />
              <path d={`M${xOf(plan.from + usual.ms)} ${usualTop + 7}v10`} />
              <text
                x={Math.min(width - 4, xOf(plan.from + usual.ms) + 6)}
                y={usualTop + 16}
                textAnchor={xOf(plan.from + usual.ms) > width - 140 ? 'end' : 'start'}
                dy={xOf(plan.from + usual.ms) > width - 140 ? -10 : 0}
              >
                {t('run.usual-of', { usual: formatDuration(usual.ms), n: usual.of })}
              </text>
            </g>
          )}
          {isLive(run) && <path d={`M${nowX} ${axisHeight}V${height}`} className={styles.now} />}
        </svg>
      )}
    </div>
  );
}

function Axis({
  plan,
  xOf,
  height,
  width,
}: {
  plan: Timeline;
  xOf: (at: number) => number;
  height: number;
  width: number;
}) {
  const isShort = plan.to - plan.from < 10_000;
  return (
    <g className={styles.axis}>
      {plan.ticks.map((at) => {
        const x = xOf(at);
        const anchor = x < labelWidth + 30 ? 'start' : x > width - 40 ? 'end' : 'middle';
        return (
          <g key={at}>
            <path d={`M${x} ${axisHeight}V${height}`} />
            <text x={x} y={11} textAnchor={anchor}>
              {isShort ? formatClock(at, { precision: 'ms' }).slice(0, -2) : formatClock(at)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface Timed {
  run: Run;
  usualMs: number | undefined;
  now: number;
}

interface BarProps {
  bar: TimelineBar;
  text: string;
  x: number;
  y: number;
  width: number;
}

function Bar({ bar, text, x, y, width }: BarProps) {
  // A short wait in the queue is a mark; only one that is worth a word is drawn as a stretch.
  const isMark = bar.kind === 'queue' && width < 48;
  const room = Math.floor((width - 12) / characterWidth);
  return (
    <g data-tone={bar.tone} className={styles.bar}>
      <title>{`${text} · ${formatDuration(bar.to - bar.from)}`}</title>
      <rect x={x} y={y} width={width} height={barHeight} rx={2} className={isMark ? styles.mark : styles.tint} />
      {bar.kind !== 'wait' && !isMark && (
        <rect x={x + width - 2} y={y} width={2} height={barHeight} className={styles.mark} />
      )}
      {!isMark && room > 3 && (
        <text x={x + 6} y={y + 12}>
          {text.length > room ? `${text.slice(0, room - 1)}…` : text}
        </text>
      )}
    </g>
  );
}

function textOf(bar: TimelineBar, { run, usualMs, now }: Timed, attempt: Attempt | undefined): string {
  const took = formatDuration(bar.to - bar.from);
  if (bar.kind === 'queue') return t('run.queued-for', { took });
  if (bar.kind === 'wait') return t('run.wait', { took });
  if (attempt?.outcome == null) {
    const times = timesUsual(run, usualMs, now);
    const slow = times === undefined ? '' : t('run.times-usual', { n: formatDecimal(times, 1) });
    const words = [`${t('status.running')} ${took}`, slow, run.progress?.text ?? ''];
    return words.filter((part) => part !== '').join(' · ');
  }
  const words = [t(statusLooks[attempt.outcome].word), attempt.reason ?? ''];
  return words.filter((part) => part !== '').join(' · ');
}

function summarize(run: Run): string {
  const attempts = run.attempts.map(
    ({ number, outcome }) => `${t('run.attempt', { n: number })}: ${t(statusLooks[outcome ?? 'running'].word)}`,
  );
  return [t('run.timeline'), ...attempts].join('. ');
}
