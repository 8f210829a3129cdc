import type { Policy, Retry } from '#contract/jobs.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { type MessageKey, t } from '../../lib/messages/messages.ts';

/** How a job behaves when things do not go to plan, a sentence each. */
export function describePolicy(policy: Policy): readonly string[] {
  const { misfire, retry } = policy;
  const missed: Record<typeof misfire.policy, MessageKey> = {
    'run-once': 'policy.missed.run-once',
    'run-all': 'policy.missed.run-all',
    skip: 'policy.missed.skip',
  };
  const sentences = [
    t('policy.overlap.skip'),
    t(missed[misfire.policy], { window: sayWindow(misfire.windowHours), n: misfire.limit }),
    retry.max === 0
      ? t('policy.retry.none')
      : t('policy.retry.some', { n: retry.max, waits: sayWaits(retry), jitter: String(isJittered(retry)) }),
    t('policy.timeout', { time: sayTime(policy.timeoutSeconds) }),
    t('policy.start-within', { time: sayTime(policy.startWithinSeconds) }),
  ];
  if (policy.priority !== 5) sentences.push(t('policy.priority', { n: policy.priority }));
  return sentences;
}

/** The waits before each further attempt in seconds; with jitter the longest each can be. */
export function retryWaits({ max, backoff, baseSeconds, capSeconds }: Retry): readonly number[] {
  return [...Array(max).keys()].map((index) => {
    if (backoff === 'fixed') return Math.min(capSeconds, baseSeconds);
    if (backoff === 'linear') return Math.min(capSeconds, baseSeconds * (index + 1));
    return Math.min(capSeconds, baseSeconds * 2 ** index);
  });
}

/** The first waits in words: 10 s, 20 s, 40 s … */
export function sayWaits(retry: Retry): string {
  const waits = retryWaits(retry);
  const first = waits.slice(0, 4).map(sayTime);
  return `${first.join(', ')}${waits.length > first.length ? ' …' : ''}`;
}

export function isJittered({ backoff }: Pick<Retry, 'backoff'>): boolean {
  return backoff === 'exponential-jitter';
}

/** Whole units where it is whole: 10 s, 5 min, 2 h. */
export function sayTime(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return t('unit.hours', { n: seconds / 3_600 });
  if (seconds >= 60 && seconds % 60 === 0) return t('unit.minutes', { n: seconds / 60 });
  return Number.isInteger(seconds) && seconds < 60
    ? t('unit.seconds', { n: seconds })
    : formatDuration(seconds * 1_000);
}

function sayWindow(hours: number | undefined): string {
  return hours === undefined ? t('policy.window.default') : t('policy.window.hours', { n: hours });
}
