import { type CSSProperties, type MouseEvent, memo } from 'react';
import type { LogLine } from '#contract/runs.ts';
import { formatClock } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type LogColour, type LogSpan, readAnsi } from './ansi.ts';
import { markHits } from './highlight.ts';
import styles from './log-viewer.module.css';

/** A line may have 64 KiB; so much of it is drawn. All of it is in the download and what is copied. */
const drawnCharacters = 4_000;

interface LogRowProps {
  seq: number;
  line: LogLine | undefined;
  runId: string;
  /** What is searched for; '' for nothing. */
  needle: string;
  isCurrentHit: boolean;
  isLinked: boolean;
  /** The attempt this line is of failed: what it said on stderr is why. */
  isOfFailure: boolean;
  hasTime: boolean;
  onLink: (seq: number) => void;
}

/** One line: its number, which is a link to it, when it was printed, and what. Never markup, whatever it holds. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { seq, line, runId, hasTime } = props;
  const link = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    props.onLink(seq);
  };
  return (
    <div
      className={styles.row}
      data-stream={line?.stream}
      data-failed={(line?.stream === 'stderr' && props.isOfFailure) || undefined}
      data-linked={props.isLinked || undefined}
    >
      <a
        className={styles.number}
        href={`#/runs/${runId}?line=${seq}`}
        onClick={link}
        tabIndex={-1}
        aria-label={t('log.line', { n: seq })}
      >
        {seq}
      </a>
      {hasTime && <span className={styles.time}>{line && formatClock(Date.parse(line.at), { precision: 'ms' })}</span>}
      {line === undefined ? <i className={styles.pending} /> : <Text {...props} line={line} />}
    </div>
  );
});

function Text({ line, needle, isCurrentHit }: LogRowProps & { line: LogLine }) {
  const hidden = line.text.length - drawnCharacters;
  const spans = readAnsi(hidden > 0 ? line.text.slice(0, drawnCharacters) : line.text);
  return (
    <span className={styles.text}>
      {[...markHits(spans, needle).entries()].map(([place, span]) => (
        <span key={place} style={styleOf(span)}>
          {span.isHit ? <mark data-current={isCurrentHit || undefined}>{span.text}</mark> : span.text}
        </span>
      ))}
      {hidden > 0 && <span className={styles.more}> {t('log.cut', { n: hidden })}</span>}
      {line.continues && (
        <span className={styles.more} title={t('log.continues')}>
          ↵
        </span>
      )}
    </span>
  );
}

const colours: Record<LogColour, { text: string; tint: string }> = {
  red: { text: 'var(--am-fail-text)', tint: 'var(--am-fail-tint)' },
  green: { text: 'var(--am-ok-text)', tint: 'var(--am-ok-tint)' },
  yellow: { text: 'var(--am-wait-text)', tint: 'var(--am-wait-tint)' },
  blue: { text: 'var(--am-run-text)', tint: 'var(--am-run-tint)' },
  magenta: { text: 'var(--am-code-number)', tint: 'var(--am-accent-tint)' },
  cyan: { text: 'var(--am-code-def)', tint: 'var(--am-run-tint)' },
  grey: { text: 'var(--am-text-3)', tint: 'var(--am-skip-tint)' },
};

function styleOf(span: LogSpan): CSSProperties | undefined {
  const { colour, background, isBold, isDim, isItalic, isUnderlined } = span;
  if (!(colour || background || isBold || isDim || isItalic || isUnderlined)) return undefined;
  return {
    ...(isDim && { color: 'var(--am-text-3)' }),
    ...(colour && { color: colours[colour].text }),
    ...(background && { background: colours[background].tint }),
    ...(isBold && { fontWeight: 600 }),
    ...(isItalic && { fontStyle: 'italic' }),
    ...(isUnderlined && { textDecoration: 'underline' }),
  };
}
