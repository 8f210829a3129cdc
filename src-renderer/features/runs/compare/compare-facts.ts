import type { Run } from '#contract/runs.ts';
import { formatDuration } from '../../../lib/format/duration.ts';
import { formatCount, formatDecimal } from '../../../lib/format/number.ts';
import { type MessageKey, t } from '../../../lib/messages/messages.ts';
import { cpuSecondsOf, formatMemory, peakMemoryOf } from '../../../lib/run-usage.ts';

/** One fact of two runs, in words; empty where one of them has none. */
export interface ComparedFact {
  label: MessageKey;
  ours: string;
  good: string;
  /** Set for what was decided before it ran, unlike what came of it. */
  isGiven: boolean;
  isSame: boolean;
}

/** What two runs were given and what came of them, in the order one would ask. */
export function compareFacts(ours: Run, good: Run): readonly ComparedFact[] {
  return facts
    .map(({ label, read, isGiven }) => {
      const sides = { ours: read(ours), good: read(good) };
      return { label, isGiven, ...sides, isSame: sides.ours === sides.good };
    })
    .filter(({ ours, good }) => ours !== '' || good !== '');
}

interface Fact {
  label: MessageKey;
  isGiven: boolean;
  read: (run: Run) => string;
}

const given = (label: MessageKey, read: Fact['read']): Fact => ({ label, read, isGiven: true });
const came = (label: MessageKey, read: Fact['read']): Fact => ({ label, read, isGiven: false });

const facts: readonly Fact[] = [
  given('run.compare-version', ({ scriptId, scriptVersion }) =>
    scriptId === null ? '' : scriptVersion === null ? t('run.draft') : `v${scriptVersion}`,
  ),
  given('run.trigger', ({ origin }) => t(`origin.${origin.reason}`)),
  given('run.environment', ({ environment }) => environment),
  given('run.sandbox', ({ executor }) => (executor === null ? '' : t(`engine.${executor}`))),
  given('run.image', ({ imageDigest }) => imageDigest?.slice(0, 19) ?? ''),
  given('run.compare-unenforced', ({ unenforced }) => unenforced.toSorted().join(', ')),
  given('run.priority', ({ priority }) => String(priority)),
  came('run.took', ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs))),
  came('run.compare-attempts', ({ attempts }) => String(attempts.length)),
  came('run.exit-code', ({ exitCode }) => (exitCode === null ? '' : String(exitCode))),
  came('run.peak-memory', (run) => {
    const peak = peakMemoryOf(run);
    return peak === undefined ? '' : formatMemory(peak);
  }),
  came('run.cpu-time', (run) => {
    const seconds = cpuSecondsOf(run);
    return seconds === undefined ? '' : t('run.cpu', { n: formatDecimal(seconds, 1) });
  }),
  came('run.compare-log-lines', ({ logLines }) => formatCount(logLines)),
];
