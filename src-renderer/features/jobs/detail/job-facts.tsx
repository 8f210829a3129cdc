import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import { api } from '../../../lib/client/api.ts';
import { formatExact, formatNext } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { describeSchedule } from '../../../lib/schedule-words.ts';
import { Region } from '../../../ui/page.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { ScheduleText } from '../../../ui/schedule-chip.tsx';
import { describePolicy } from '../policy-words.ts';
import styles from './job-detail.module.css';

/** The job as it is set: its triggers, its policy in words, what runs. */
export function JobFacts({ job }: { job: Job }) {
  const { data: agent } = useQuery(api.agents.get.queryOptions({ input: { id: job.agentId }, retry: false }));
  return (
    <>
      <Region title={t('job.triggers')} note={job.triggers.length}>
        {job.triggers.length === 0 && <p className="t3 xs">{t('job-form.by-hand')}</p>}
        <ul className={styles.triggers}>
          {job.triggers.map((trigger) => (
            <li key={trigger.id}>
              <ScheduleText
                kind={trigger.kind}
                {...describeSchedule(trigger, Date.now())}
                title={`${trigger.expr} ${trigger.timezone}`}
              />
              <span className="t3 xs">
                {!trigger.enabled && t('job.trigger-off')}
                {trigger.nextAt !== null && (
                  <span title={formatExact(Date.parse(trigger.nextAt), trigger.timezone)}>
                    {t('job.next-at', { time: formatNext(Date.parse(trigger.nextAt), Date.now()) })}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Region>
      <Region title={t('job.policy')} note={t('job.policy-note')}>
        <p className={styles.policy}>{describePolicy(job.policy).join(' ')}</p>
      </Region>
      <Region title={t('job.about')}>
        <dl className={styles.pairs}>
          <dt>{t('jobs.column.agent')}</dt>
          <dd>
            <Link to="/agents/$agentId" params={{ agentId: job.agentId }}>
              {agent?.name ?? job.agentId}
            </Link>
            {agent !== undefined && ` · ${agent.environment}`}
          </dd>
          {job.description !== '' && <Pair label={t('job-form.description')} value={job.description} />}
          {job.tags.length > 0 && <Pair label={t('job-form.tags')} value={job.tags.join(', ')} />}
          {job.folder !== '' && <Pair label={t('job-form.folder')} value={job.folder} />}
          <Pair label={t('job-form.visibility')} value={t(`job-form.${job.visibility}`)} />
          {job.input !== undefined && (
            <>
              <dt>{t('job-form.input')}</dt>
              <dd className="mono">{JSON.stringify(job.input)}</dd>
            </>
          )}
          <dt>{t('job.changed')}</dt>
          <dd>
            <RelativeTime at={job.updatedAt} />
          </dd>
        </dl>
      </Region>
    </>
  );
}

function Pair({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
