import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { statusLooks } from '../../ui/status.ts';
import { UntilStart } from '../../ui/until-start.tsx';
import { agentJobsQuery } from './agent-queries.ts';
import styles from './agents.module.css';

/** Which jobs run this agent, and when next. */
export function AgentJobs({ agent }: { agent: Agent }) {
  const mayWrite = useMay('jobs:write');
  const { data: jobs } = useQuery(agentJobsQuery(agent.id));
  return (
    <Region
      title={t('agents.jobs')}
      actions={
        mayWrite && (
          <Button
            size="xs"
            variant="subtle"
            renderRoot={(props) => <Link to="/jobs/new" search={{ agent: agent.id }} {...props} />}
          >
            {t('agents.schedule')}
          </Button>
        )
      }
    >
      {jobs?.items.length === 0 && <p className="t3 xs">{t('agents.jobs-none')}</p>}
      <ul>
        {jobs?.items.map((job) => (
          <li key={job.id}>
            <Link to="/jobs/$jobId" params={{ jobId: job.id }} className={styles.job}>
              <span className="ellipsis">{job.name}</span>
              <span className="t2 xs">
                {job.state !== 'active' || job.nextAt === null ? (
                  t(statusLooks[job.state].word)
                ) : (
                  <UntilStart at={job.nextAt} isPhrase />
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Region>
  );
}
