import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import type { Trigger } from '#contract/triggers.ts';
import { api } from '../../../lib/client/api.ts';
import { formatExact, formatNextOf } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { Ago } from '../../../ui/relative-time.tsx';
import { describePolicy } from '../policy-words.ts';
import { TriggerSchedule } from '../trigger-schedule.tsx';
import { describeNarrowing } from '../trigger-words.ts';
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
              <span className={styles.triggerWords}>
                {trigger.name !== null && <b>{trigger.name}</b>}
                <TriggerSchedule trigger={trigger} />
              </span>
              <span className="t3 xs">
                {!trigger.enabled && t('job.trigger-off')}
                {trigger.nextAt !== null && <NextAt at={Date.parse(trigger.nextAt)} zone={trigger.timezone} />}
              </span>
              <Narrowing trigger={trigger} />
            </li>
          ))}
        </ul>
      </Region>
      <Region title={t('job.policy')} note={t('job.policy-note')}>
        <p className={styles.policy}>{describePolicy(job.policy, agent?.name).join(' ')}</p>
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
            <Ago at={job.updatedAt} />
          </dd>
        </dl>
      </Region>
    </>
  );
}

function NextAt({ at, zone }: { at: number; zone: string }) {
  return (
    <span title={formatExact(at, zone)}>{t('job.next-at', { time: formatNextOf({ zone }, at, Date.now()) })}</span>
  );
}

/** What a trigger's words leave out; the input in full, since nothing else shows it. */
function Narrowing({ trigger }: { trigger: Trigger }) {
  const said = describeNarrowing(trigger, Date.now());
  if (said.length === 0) return null;
  return (
    <span className={styles.narrowing}>
      {said.join(' · ')}
      {trigger.input !== undefined && <code> {JSON.stringify(trigger.input)}</code>}
    </span>
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
