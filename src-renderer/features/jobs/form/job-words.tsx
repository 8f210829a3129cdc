import { t } from '../../../lib/messages/messages.ts';
import { saySchedule } from '../../../lib/schedule-words.ts';
import { useAwaitedJobs } from '../awaited-jobs.ts';
import { useAgents } from '../job-queries.ts';
import { describePolicy } from '../policy-words.ts';
import { describeNarrowing } from '../trigger-words.ts';
import type { JobDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { asNarrowed } from './trigger-draft.ts';

/** The whole job as a paragraph: what runs, by which triggers, and what happens when things do not go to plan. */
export function JobWords({ draft }: { draft: JobDraft }) {
  const { agentId, policy, environment } = draft;
  const now = Date.now();
  const agent = useAgents().data?.get(agentId ?? '');
  const jobs = useAwaitedJobs(draft.triggers);
  const said = draft.triggers
    .filter(({ enabled, expr }) => enabled && expr.trim() !== '')
    .map((trigger) => ({
      key: trigger.key,
      when: saySchedule(trigger, now, (id) => jobs.get(id)?.name),
      narrowing: describeNarrowing(asNarrowed(trigger), now),
    }));
  return (
    <p className={styles.words}>
      {agent !== undefined && (
        <>
          {t('job-form.words.runs')} <b>{agent.name}</b>
          {environment.trim() !== '' && ` ${t('job-form.words.environment', { environment: environment.trim() })}`}
          {said.length > 0 ? ': ' : ' '}
        </>
      )}
      {said.map(({ key, when, narrowing }, index) => (
        <span key={key}>
          {index > 0 && `; ${t('job-form.words.and')} `}
          <b>{index === 0 && agent === undefined ? capitalize(when) : when}</b>
          {narrowing.map((clause) => `, ${clause}`)}
        </span>
      ))}
      {said.length === 0 && (agent === undefined ? '' : t('job-form.words.by-hand'))}
      {(said.length > 0 || agent !== undefined) && '. '}
      {describePolicy(policy, agent?.name).join(' ')}
    </p>
  );
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
