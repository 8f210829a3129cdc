import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { lastRunQuery } from './script-queries.ts';

/** The script's name, a link to its editor. */
export function ScriptName({ script }: { script: Script }) {
  return (
    <Link to="/scripts/$scriptId" params={{ scriptId: script.id }} tabIndex={-1}>
      <b>{script.name}</b>
      {script.description !== '' && <span className="t3"> {script.description}</span>}
    </Link>
  );
}

/** The version that runs, or that there is none yet. */
export function ActiveVersion({ script }: { script: Script }) {
  const { activeVersion, latestVersion } = script;
  if (activeVersion === null) return <span className="t3">{t('scripts.draft-only')}</span>;
  return (
    <>
      v{activeVersion}
      {latestVersion !== null && latestVersion !== activeVersion && (
        <span className="t3"> {t('scripts.of-latest', { n: latestVersion })}</span>
      )}
    </>
  );
}

/** The agents that run it, each a link. */
export function UsedBy({ agents }: { agents: readonly Agent[] | undefined }) {
  if (agents === undefined || agents.length === 0) return <span className="t3">{t('scripts.unused')}</span>;
  return agents.map((agent, index) => (
    <Fragment key={agent.id}>
      {index > 0 && ', '}
      <Link to="/agents/$agentId" params={{ agentId: agent.id }} tabIndex={-1}>
        {agent.name}
      </Link>
    </Fragment>
  ));
}

/** How it last went, a link to that run. */
export function LastResult({ script }: { script: Script }) {
  const { data } = useQuery(lastRunQuery(script.id));
  const run = data?.items[0];
  if (data === undefined) return null;
  if (run === undefined) return <span className="t3">{t('status.none')}</span>;
  return (
    <Link to="/runs/$runId" params={{ runId: run.id }} tabIndex={-1}>
      <StatusBadge status={run.status} isQuiet>
        {run.finishedAt !== null && (
          <span className="t3">
            <RelativeTime at={run.finishedAt} />
          </span>
        )}
      </StatusBadge>
    </Link>
  );
}
