import type { Run } from '#contract/runs.ts';
import { formatDuration } from '../../../lib/format/duration.ts';
import { formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { statusLooks, type Tone } from '../../../ui/status.ts';
import { usualDuration } from '../recent-runs.ts';

export interface DurationBar {
  key: string;
  /** Of the full height, 0 to 1. */
  share: number;
  tone: Tone;
  label: string;
}

export interface DurationPlan {
  /** Oldest first. */
  bars: readonly DurationBar[];
  /** Where round durations lie. */
  lines: readonly { label: string; share: number }[];
  usual: { ms: number; share: number } | undefined;
  longest: number;
}

/** So many bars can still be told apart. */
export const shownRuns = 60;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const roundMs = [
  ...[0.1, 0.5, 1, 5, 10, 30].map((n) => n * second),
  ...[1, 5, 20].map((n) => n * minute),
  ...[1, 4, 12, 24, 72].map((n) => n * hour),
];

/**
 * How long the last runs took, on a scale of equal factors: one that took ten times as long must not flatten the rest.
 * Runs come newest first, as the core lists them; those that are not over have no length yet.
 */
export function planDurations(runs: readonly Run[], now: number): DurationPlan {
  const over = runs.filter(({ durationMs }) => durationMs !== null).slice(0, shownRuns);
  const lengths = over.map(({ durationMs }) => Math.max(1, durationMs ?? 1));
  const longest = Math.max(...lengths, 1);
  const top = longest * 1.25;
  const bottom = Math.min(...lengths, longest) / 4;
  const shareOf = (ms: number) =>
    Math.max(0, Math.min(1, Math.log(Math.max(ms, bottom) / bottom) / Math.log(top / bottom)));
  const usual = usualDuration(over);
  return {
    bars: over.toReversed().map((run) => ({
      key: run.id,
      share: shareOf(run.durationMs ?? 1),
      tone: statusLooks[run.status].tone,
      label: [
        formatMoment(Date.parse(run.origin.scheduledFor ?? run.queuedAt), now),
        t(statusLooks[run.status].word),
        formatDuration(run.durationMs ?? 0),
      ].join(', '),
    })),
    lines: roundMs
      .filter((ms) => ms > bottom && ms < top)
      .slice(-3)
      .map((ms) => ({ label: sayRound(ms), share: shareOf(ms) })),
    usual: usual === undefined ? undefined : { ms: usual, share: shareOf(usual) },
    longest,
  };
}

function sayRound(ms: number): string {
  if (ms >= hour) return t('unit.hours', { n: ms / hour });
  return ms >= minute ? t('unit.minutes', { n: ms / minute }) : t('unit.seconds', { n: ms / second });
}
