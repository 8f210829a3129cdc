import { defaultPolicy, type Policy, type Retry } from '#contract/policy.ts';
import { formatSpan } from '../../lib/format/duration.ts';
import { type MessageKey, t } from '../../lib/messages/messages.ts';

/** What a policy speaks about, in the order one asks. */
export type PolicyTopic = (typeof policyTopics)[number];
export const policyTopics = ['turns', 'missed', 'retry', 'repeats', 'limits', 'keeping'] as const;

/**
 * How a job behaves when things do not go to plan, a sentence each; what every job does goes without saying. Runs of
 * `agent` take turns, whatever job they are of.
 */
export function describePolicy(policy: Policy, agent?: string): readonly string[] {
  const isDefault = (field: 'dedupe' | 'retention') =>
    JSON.stringify(policy[field]) === JSON.stringify(defaultPolicy[field]);
  return policyTopics.flatMap((topic) => {
    const isUsual = (topic === 'repeats' && isDefault('dedupe')) || (topic === 'keeping' && isDefault('retention'));
    return isUsual ? [] : describeTopic(topic, policy, agent);
  });
}

/** All there is to say about one topic. */
export function describeTopic(topic: PolicyTopic, policy: Policy, agent?: string): readonly string[] {
  return topics[topic](policy, agent);
}

const topics: Record<PolicyTopic, (policy: Policy, agent: string | undefined) => readonly string[]> = {
  turns: sayTurns,
  missed: sayMissed,
  retry: ({ retry }) => sayRetry(retry),
  repeats: ({ dedupe }) => [
    dedupe === null
      ? t('policy.dedupe.none')
      : t('policy.dedupe.some', { key: dedupe.key, time: formatSpan(dedupe.windowSeconds) }),
  ],
  limits: sayLimits,
  keeping: ({ retention }) => [t('policy.retention', { runs: retention.runs, days: retention.days })],
};

function sayTurns(policy: Policy, agent: string | undefined): readonly string[] {
  const { overlap, maxQueued, concurrencyKey, maxConcurrent } = policy;
  const others =
    concurrencyKey === null
      ? t('policy.others.agent', { agent: agent ?? '', isKnown: String(agent !== undefined) })
      : t('policy.others.key', { key: concurrencyKey });
  return [
    overlap === 'queue'
      ? t('policy.overlap.queue', { others, n: maxQueued })
      : t(`policy.overlap.${overlap}`, { others }),
    ...(maxConcurrent === null ? [] : [t('policy.max-concurrent', { n: maxConcurrent })]),
  ];
}

const missed: Record<Policy['misfire']['policy'], MessageKey> = {
  'run-once': 'policy.missed.run-once',
  'run-all': 'policy.missed.run-all',
  skip: 'policy.missed.skip',
};

function sayMissed({ misfire }: Policy): readonly string[] {
  const { policy, graceSeconds, windowHours, limit } = misfire;
  const usual = defaultPolicy.misfire.graceSeconds;
  return [
    t(missed[policy], { window: sayWindow(windowHours), n: limit }),
    ...(graceSeconds === usual ? [] : [t('policy.grace', { time: formatSpan(graceSeconds) })]),
  ];
}

function sayRetry(retry: Retry): readonly string[] {
  if (retry.max === 0) return [t('policy.retry.none')];
  const { on, onlyExitCodes, exceptExitCodes, exceptExceptions, maxElapsedSeconds } = retry;
  const { retry: usual } = defaultPolicy;
  const isUsualCode = exceptExitCodes.join() === usual.exceptExitCodes.join();
  return [
    t('policy.retry.some', { n: retry.max, waits: sayWaits(retry), jitter: String(isJittered(retry)) }),
    ...(on.length === usual.on.length ? [] : [t('policy.retry.on', { what: on.map(sayEnd).join(', ') })]),
    ...(onlyExitCodes === undefined ? [] : [t('policy.retry.only-codes', { codes: onlyExitCodes.join(', ') })]),
    ...(isUsualCode || exceptExitCodes.length === 0
      ? []
      : [t('policy.retry.except-codes', { codes: exceptExitCodes.join(', ') })]),
    ...(exceptExceptions.length === 0 ? [] : [t('policy.retry.except', { names: exceptExceptions.join(', ') })]),
    ...(maxElapsedSeconds === undefined ? [] : [t('policy.retry.elapsed', { time: formatSpan(maxElapsedSeconds) })]),
  ];
}

function sayEnd(status: Retry['on'][number]): string {
  return t(`policy.retry.on.${status}`);
}

function sayLimits(policy: Policy): readonly string[] {
  const { killGraceSeconds, breaker, power, priority, agingSeconds } = policy;
  return [
    t('policy.timeout', { time: formatSpan(policy.timeoutSeconds) }),
    t('policy.start-within', { time: formatSpan(policy.startWithinSeconds) }),
    ...(killGraceSeconds === defaultPolicy.killGraceSeconds
      ? []
      : [t('policy.kill-grace', { time: formatSpan(killGraceSeconds) })]),
    ...(power.onBattery === 'run' ? [] : [t(`policy.battery.${power.onBattery}`)]),
    ...(breaker === null ? [] : [t('policy.breaker', { n: breaker })]),
    ...(priority === defaultPolicy.priority ? [] : [t('policy.priority', { n: priority })]),
    ...(agingSeconds === defaultPolicy.agingSeconds ? [] : [t('policy.aging', { time: formatSpan(agingSeconds) })]),
  ];
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
  const first = waits.slice(0, 4).map(formatSpan);
  return `${first.join(', ')}${waits.length > first.length ? ' …' : ''}`;
}

export function isJittered({ backoff }: Pick<Retry, 'backoff'>): boolean {
  return backoff === 'exponential-jitter';
}

function sayWindow(hours: number | undefined): string {
  return hours === undefined ? t('policy.window.default') : t('policy.window.hours', { n: hours });
}
