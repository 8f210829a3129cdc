import { useQuery } from '@tanstack/react-query';
import type { Agent } from '#contract/agents.ts';
import { formatDecimal } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import { formatMemory, mostUsed } from '../../lib/run-usage.ts';
import { Region } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { agentRunsQuery } from './agent-queries.ts';
import styles from './agents.module.css';

/** The most its last runs used of what it may use: whether the limits fit. */
export function AgentUsage({ agent: { id, profile } }: { agent: Agent }) {
  const { data } = useQuery(agentRunsQuery(id));
  const { of, memoryBytes, cores } = mostUsed(data?.items ?? []);
  if (memoryBytes === undefined) return null;
  const limitBytes = profile.memoryMb * 1_048_576;
  return (
    <Region title={t('agents.used')} note={t('agents.used-of-runs', { n: of })}>
      <dl className={styles.usage}>
        <dt>{t('run.peak-memory')}</dt>
        <dd>
          <Progress fraction={memoryBytes / limitBytes} label={t('run.peak-memory')} tone="plain" width={72} />
          {t('run.usage-of', { used: formatMemory(memoryBytes), limit: formatMemory(limitBytes) })}
        </dd>
        {cores !== undefined && (
          <>
            <dt>{t('run.cpu-time')}</dt>
            <dd>
              <Progress fraction={cores / profile.cpus} label={t('run.cpu-time')} tone="plain" width={72} />
              {t('run.cores', { n: formatDecimal(cores, 2), limit: profile.cpus })}
            </dd>
          </>
        )}
      </dl>
    </Region>
  );
}
