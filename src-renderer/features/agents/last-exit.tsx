import type { AgentStatus } from '#contract/agents.ts';
import { t } from '../../lib/messages/messages.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { type StatusName, statusLooks } from '../../ui/status.ts';
import { StatusIcon } from '../../ui/status-badge.tsx';

/** How the agent last ended, and how long ago. */
export function LastExit({ lastExit }: Pick<AgentStatus, 'lastExit'>) {
  if (lastExit === null) return <span className="t3">{t('status.none')}</span>;
  const status = toStatusName(lastExit.status);
  return (
    <>
      {status !== undefined && <StatusIcon status={status} />}{' '}
      {status === undefined ? lastExit.status : t(statusLooks[status].word)}{' '}
      <span className="t3">
        <RelativeTime at={lastExit.at} />
      </span>
    </>
  );
}

function toStatusName(status: string): StatusName | undefined {
  return Object.hasOwn(statusLooks, status) ? (status as StatusName) : undefined; // a key of the table of looks
}
