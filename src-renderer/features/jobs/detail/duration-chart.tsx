import { useRef } from 'react';
import type { Run } from '#contract/runs.ts';
import { formatDuration } from '../../../lib/format/duration.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { useElementWidth } from '../../../ui/use-element-width.ts';
import styles from './job-detail.module.css';
import { type DurationBar, type DurationPlan, planDurations, shownRuns } from './plan-durations.ts';

const height = 96;
/** Room for the figure of the topmost line. */
const above = 8;
const axisWidth = 48;
const gap = 2;

/** How long the last runs took, one bar each, with what is usual as a dotted line; nothing until there are two. */
export function DurationChart({ runs }: { runs: readonly Run[] }) {
  const plan = planDurations(runs, Date.now());
  const { bars, usual, longest } = plan;
  if (bars.length < 2) return null;
  const words = {
    n: bars.length,
    usual: usual === undefined ? '' : formatDuration(usual.ms),
    isKnown: String(usual !== undefined),
  };
  return (
    <Region title={t('job.durations')} note={t('job.durations-note', words)}>
      <Bars plan={plan} label={t('job.durations-label', { ...words, longest: formatDuration(longest) })} />
    </Region>
  );
}

function Bars({ plan, label }: { plan: DurationPlan; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useElementWidth(frame);
  const { bars, lines, usual } = plan;
  const yOf = (share: number) => above + height - share * height;
  const pitch = (width - axisWidth) / Math.max(bars.length, shownRuns / 3);
  return (
    <div ref={frame} className={styles.durations}>
      {width > axisWidth && (
        <svg width={width} height={above + height + 1} role="img" aria-label={label}>
          {lines.map((line) => (
            <g key={line.label}>
              <path d={`M${axisWidth} ${yOf(line.share)}H${width}`} stroke="var(--am-line)" />
              <text x={axisWidth - 6} y={yOf(line.share) + 4} textAnchor="end" fontSize={11} fill="var(--am-text-3)">
                {line.label}
              </text>
            </g>
          ))}
          {bars.map((bar, index) => (
            <rect
              key={bar.key}
              x={axisWidth + index * pitch}
              y={yOf(bar.share)}
              width={Math.max(1, Math.min(12, pitch - gap))}
              height={Math.max(1, bar.share * height)}
              rx={1}
              fill={fillOf(bar)}
            >
              <title>{bar.label}</title>
            </rect>
          ))}
          {usual !== undefined && (
            <path d={`M${axisWidth} ${yOf(usual.share)}H${width}`} stroke="var(--am-text-2)" strokeDasharray="2 3" />
          )}
        </svg>
      )}
    </div>
  );
}

/** What went well is grey here: its length is the news, and colour belongs to what did not. */
function fillOf({ tone }: DurationBar): string {
  return tone === 'ok' ? 'var(--am-skip-mark)' : `var(--am-${tone}-mark)`;
}
