import { useQuery } from '@tanstack/react-query';
import type { Attempt, Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { formatDecimal } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import { coresOf, formatMemory } from '../../lib/run-usage.ts';
import { Region } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import styles from './run.module.css';

interface Limits {
  memoryBytes: number;
  cpus: number;
}

/** What each attempt used, held against what its agent may use. The core keeps the peak and the sum, not the course. */
export function UsageRegion({ run }: { run: Run }) {
  const { data: agent } = useQuery(
    api.agents.get.queryOptions({ input: { id: run.agentId ?? '' }, enabled: run.agentId !== null, retry: false }),
  );
  const measured = run.attempts.filter(({ peakMemoryBytes, cpuSeconds }) => (peakMemoryBytes ?? cpuSeconds) !== null);
  if (measured.length === 0) return null;
  const limits = agent && { memoryBytes: agent.profile.memoryMb * 1_048_576, cpus: agent.profile.cpus };
  return (
    <Region title={t('run.usage')} note={limits && t('run.usage-limits')}>
      {measured.map((attempt) => (
        <AttemptUsage key={attempt.number} attempt={attempt} limits={limits} isOnly={run.attempts.length === 1} />
      ))}
    </Region>
  );
}

interface AttemptUsageProps {
  attempt: Attempt;
  limits: Limits | undefined;
  isOnly: boolean;
}

function AttemptUsage({ attempt, limits, isOnly }: AttemptUsageProps) {
  const { number, peakMemoryBytes, cpuSeconds, oomKilled } = attempt;
  const cores = coresOf(attempt);
  return (
    <dl className={styles.usage}>
      {!isOnly && <dt className={styles.usageHead}>{t('run.attempt', { n: number })}</dt>}
      {peakMemoryBytes !== null && (
        <>
          <dt>{t('run.peak-memory')}</dt>
          <dd>
            {limits && (
              <Progress
                fraction={peakMemoryBytes / limits.memoryBytes}
                label={t('run.peak-memory')}
                tone={oomKilled ? 'alert' : 'plain'}
                width={72}
              />
            )}
            {limits === undefined
              ? formatMemory(peakMemoryBytes)
              : t('run.usage-of', { used: formatMemory(peakMemoryBytes), limit: formatMemory(limits.memoryBytes) })}
          </dd>
        </>
      )}
      {cpuSeconds !== null && (
        <>
          <dt>{t('run.cpu-time')}</dt>
          <dd>
            {limits && cores !== undefined && (
              <Progress fraction={cores / limits.cpus} label={t('run.cpu-time')} tone="plain" width={72} />
            )}
            <span title={t('run.cpu', { n: formatDecimal(cpuSeconds, 1) })}>
              {cores === undefined
                ? t('run.cpu', { n: formatDecimal(cpuSeconds, 1) })
                : t('run.cores', { n: formatDecimal(cores, 2), limit: limits?.cpus ?? 0 })}
            </span>
          </dd>
        </>
      )}
    </dl>
  );
}
