import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import type { Run } from '#contract/runs.ts';
import { formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Duration } from '../../ui/duration.tsx';
import { Region } from '../../ui/page.tsx';
import { Elapsed } from '../../ui/relative-time.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { agentRunsQuery } from './agent-queries.ts';
import styles from './agents.module.css';

const shownRuns = 6;

/** How it went lately, newest first. */
export function AgentRuns({ agent }: { agent: Agent }) {
  const { data: runs } = useQuery(agentRunsQuery(agent.id));
  return (
    <Region
      title={t('agents.runs')}
      actions={
        <Link to="/runs" search={{ agent: agent.id }} className="t3 xs">
          {t('overview.all-runs')}
        </Link>
      }
    >
      {runs !== undefined && runs.items.length === 0 && <p className="t3 xs">{t('agents.runs-none')}</p>}
      <ul>
        {runs?.items.slice(0, shownRuns).map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
    </Region>
  );
}

function RunLine({ run }: { run: Run }) {
  return (
    <li>
      <Link to="/runs/$runId" params={{ runId: run.id }} className={styles.run}>
        <StatusBadge status={run.status} isQuiet />
        <span className="figures">{formatMoment(Date.parse(run.origin.scheduledFor ?? run.queuedAt), Date.now())}</span>
        <span className="t2 xs ellipsis">
          {run.status === 'succeeded' ? t(`origin.${run.origin.reason}`) : run.reason}
        </span>
        <span className={styles.took}>
          {run.durationMs === null ? (
            run.finishedAt === null && <Elapsed since={run.startedAt ?? run.queuedAt} />
          ) : (
            <Duration ms={run.durationMs} />
          )}
        </span>
      </Link>
    </li>
  );
}
