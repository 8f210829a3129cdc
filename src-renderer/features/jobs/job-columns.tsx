import type { Agent } from '#contract/agents.ts';
import type { Job } from '#contract/jobs.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { JobIcon, JobName, JobSchedule, JobStrip, LastRun, NextClock, NextFire, Usual } from './job-cells.tsx';

/** The columns of the list of jobs; the narrower the list, the fewer of them, the name never. */
export function jobColumns(agents: ReadonlyMap<string, Agent>): readonly Column<Job>[] {
  return [
    {
      key: 'icon',
      head: <span className="visually-hidden">{t('jobs.column.state')}</span>,
      width: 30,
      cell: (job) => <JobIcon job={job} />,
    },
    { key: 'name', head: t('jobs.column.name'), cell: (job) => <JobName job={job} /> },
    {
      key: 'agent',
      head: t('jobs.column.agent'),
      width: 120,
      isQuiet: true,
      minListWidth: 960,
      cell: (job) => agents.get(job.agentId)?.name,
    },
    { key: 'when', head: t('jobs.column.when'), isQuiet: true, cell: (job) => <JobSchedule job={job} /> },
    { key: 'next', head: t('jobs.column.next'), width: 108, align: 'right', cell: (job) => <NextFire job={job} /> },
    {
      key: 'at',
      head: t('jobs.column.at'),
      width: 92,
      isQuiet: true,
      minListWidth: 1060,
      cell: (job) => (
        <span className="t3">
          <NextClock job={job} />
        </span>
      ),
    },
    {
      key: 'strip',
      head: t('jobs.column.strip'),
      width: 134,
      minListWidth: 860,
      cell: (job) => <JobStrip job={job} />,
    },
    {
      key: 'last',
      head: t('jobs.column.last'),
      width: 134,
      isQuiet: true,
      minListWidth: 720,
      cell: (job) => <LastRun job={job} />,
    },
    {
      key: 'usual',
      head: t('jobs.column.usual'),
      width: 70,
      align: 'right',
      isQuiet: true,
      minListWidth: 1020,
      cell: (job) => <Usual job={job} />,
    },
  ];
}
