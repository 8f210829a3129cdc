import { t } from '../lib/messages/messages.ts';
import { type StatusName, statusLooks, type Tone } from './status.ts';

export interface OccurrenceMark {
  key: string;
  status: StatusName;
  /** It took more than one attempt. */
  isRetried?: boolean;
  /** What the mark says in words: "11:15, skipped, overlap with 11:00". */
  label: string;
}

interface OccurrenceStripProps {
  marks: readonly OccurrenceMark[];
  /** What the strip is of, for those who do not see it. */
  label: string;
  /** Room for so many marks; older ones stand at the left. */
  slots?: number;
  /** 4 in tables, 6 on a page of its own. */
  markWidth?: number;
  height?: number;
}

const gap = 2;

/** The last occurrences, one mark each; height carries the state as well as colour does. */
export function OccurrenceStrip({ marks, label, slots = 20, markWidth = 4, height = 14 }: OccurrenceStripProps) {
  const width = slots * (markWidth + gap) - gap;
  const shown = marks.slice(-slots);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={summarize(label, shown)}
    >
      {shown.map((mark, index) => (
        <Mark key={mark.key} mark={mark} x={index * (markWidth + gap)} width={markWidth} height={height} />
      ))}
    </svg>
  );
}

function Mark({ mark, x, width, height }: { mark: OccurrenceMark; x: number; width: number; height: number }) {
  const { tone } = statusLooks[mark.status];
  const fill = `var(--am-${tone}-mark)`;
  const most = height * 0.6;
  const title = <title>{mark.label}</title>;
  if (mark.status === 'missed') {
    return (
      <rect x={x + 0.5} y={height - most + 0.5} width={width - 1} height={most - 1} rx={1} fill="none" stroke={fill}>
        {title}
      </rect>
    );
  }
  if (mark.status === 'upcoming') {
    return (
      <rect x={x} y={height - 2} width={width} height={2} rx={1} fill="var(--am-line-strong)">
        {title}
      </rect>
    );
  }
  const tall = tallOf(tone, height);
  return (
    <g>
      {title}
      <rect x={x} y={height - tall} width={width} height={tall} rx={1} fill={fill} />
      {mark.isRetried && tone === 'ok' && (
        <rect x={x} y={height - tall - 3.5} width={width} height={2} rx={1} fill="var(--am-wait-mark)" />
      )}
    </g>
  );
}

function tallOf(tone: Tone, height: number): number {
  if (tone === 'ok') return height * 0.6;
  return tone === 'skip' ? 3 : height;
}

/** A strip is one image to a screen reader: what it is of, and how many of each state. */
function summarize(label: string, marks: readonly OccurrenceMark[]): string {
  const counts = Map.groupBy(marks, ({ status }) => status);
  const parts = [...counts].map(([status, of]) => `${of.length} ${t(statusLooks[status].word)}`);
  return parts.length === 0 ? `${label}: ${t('strip.none')}` : `${label}: ${parts.join(', ')}`;
}
