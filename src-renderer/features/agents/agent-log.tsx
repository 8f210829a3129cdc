import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '#contract/runs.ts';
import { t } from '../../lib/messages/messages.ts';
import { agentRunsQuery } from './agent-queries.ts';
import styles from './agents.module.css';

interface AgentLogProps {
  agentId: string;
  /** Draws the log of a run; the page knows how. */
  renderLog: (run: Run) => ReactNode;
}

/** What the agent prints, or printed last. */
export function AgentLog({ agentId, renderLog }: AgentLogProps) {
  const { data } = useQuery(agentRunsQuery(agentId));
  const last = data?.items[0];
  if (last === undefined) return null;
  return (
    <section className={styles.log} aria-label={t('agents.log')}>
      <div className={styles.logHead}>
        <h2>{t(last.finishedAt === null ? 'agents.log-live' : 'agents.log')}</h2>
        <Link to="/runs/$runId" params={{ runId: last.id }} className="t2 xs">
          {t('agents.open-run')}
        </Link>
      </div>
      {renderLog(last)}
    </section>
  );
}
