import { Button, Select } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Policy } from '#contract/policy.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from '../../../ui/form-step.tsx';
import { useAgents } from '../job-queries.ts';
import { type PolicyTopic, policyTopics } from '../policy-words.ts';
import { chooseOverlap, losesEvents } from './choose-overlap.ts';
import { DurationField } from './duration-field.tsx';
import type { ProblemAt } from './form-problems.ts';
import type { JobDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { PolicyTopicRow } from './policy-topic-row.tsx';
import type { SectionProps } from './what-section.tsx';

const overlaps = ['skip', 'queue', 'replace', 'allow'] as const satisfies Policy['overlap'][];
const misfires = ['run-once', 'run-all', 'skip'] as const satisfies Policy['misfire']['policy'][];
const onBattery = ['run', 'wait', 'skip'] as const satisfies Policy['power']['onBattery'][];

const usualTimeouts = [60, 300, 900, 1_800, 3_600, 21_600, 86_400];

/** What every part of the policy's form is given. */
export interface PolicyFieldsProps {
  policy: Policy;
  problemAt: ProblemAt;
  onChange: (change: Partial<Policy>) => void;
}

/** Where the fields of a topic are in the contract; a problem with one of them opens it. */
const paths: Record<PolicyTopic, readonly string[]> = {
  turns: ['maxQueued', 'concurrencyKey', 'maxConcurrent'],
  missed: ['misfire'],
  retry: ['retry'],
  repeats: ['dedupe'],
  limits: ['killGraceSeconds', 'startWithinSeconds', 'breaker', 'agingSeconds'],
  keeping: ['retention'],
};

/** How it runs: what happens when things do not go to plan; the usual questions first, the rest in words until asked. */
export function HowSection({ draft, onChange, problemAt }: SectionProps) {
  const { policy } = draft;
  const agent = useAgents().data?.get(draft.agentId ?? '')?.name;
  const set = (change: Partial<Policy>) => onChange({ policy: { ...policy, ...change } });
  const fields = { policy, problemAt: (path: string) => problemAt(`policy.${path}`), onChange: set };
  return (
    <FormStep number={3} title={t('job-form.how')} hint={t('job-form.how-hint')}>
      <Usual {...fields} agent={agent} triggers={draft.triggers} />
      {losesEvents(policy, draft.triggers) && (
        <p className={styles.warning} role="status">
          <IconAlertTriangle size={16} aria-hidden /> {t('job-form.loses')}{' '}
          <Button size="xs" onClick={() => set(chooseOverlap('queue', policy, draft.triggers))}>
            {t('job-form.let-wait')}
          </Button>
        </p>
      )}
      <div className={styles.topics}>
        {policyTopics.map((topic) => (
          <PolicyTopicRow
            key={topic}
            topic={topic}
            agent={agent}
            hasProblem={paths[topic].some((path) => fields.problemAt(path) !== undefined)}
            {...fields}
          />
        ))}
      </div>
    </FormStep>
  );
}

interface UsualProps extends PolicyFieldsProps {
  /** By its name. */
  agent: string | undefined;
  triggers: JobDraft['triggers'];
}

function Usual({ policy, problemAt, onChange, agent, triggers }: UsualProps) {
  const { misfire, retry } = policy;
  return (
    <div className={styles.three}>
      <Select
        label={t('job-form.overlap')}
        description={t('job-form.overlap-hint', {
          agent: agent ?? '',
          by: policy.concurrencyKey !== null ? 'key' : agent === undefined ? 'agent' : 'named',
        })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={overlaps.map((value) => ({ value, label: t(`job-form.overlap.${value}`) }))}
        value={policy.overlap}
        onChange={(next) =>
          onChange(chooseOverlap(overlaps.find((value) => value === next) ?? 'skip', policy, triggers))
        }
      />
      <Select
        label={t('job-form.misfire')}
        data={misfires.map((value) => ({ value, label: t(`job-form.misfire.${value}`) }))}
        value={misfire.policy}
        onChange={(next) =>
          onChange({ misfire: { ...misfire, policy: misfires.find((value) => value === next) ?? 'run-once' } })
        }
      />
      <Select
        label={t('job-form.retry')}
        data={[...Array(21).keys()].map((n) => ({ value: String(n), label: t('job-form.retry.times', { n }) }))}
        value={String(retry.max)}
        onChange={(max) => onChange({ retry: { ...retry, max: Number(max) } })}
      />
      <DurationField
        label={t('job-form.timeout')}
        value={policy.timeoutSeconds}
        min={1}
        max={86_400}
        choices={usualTimeouts}
        problem={problemAt('timeoutSeconds')}
        onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
      />
      <Select
        label={t('job-form.battery')}
        data={onBattery.map((value) => ({ value, label: t(`job-form.battery.${value}`) }))}
        value={policy.power.onBattery}
        onChange={(next) => onChange({ power: { onBattery: onBattery.find((value) => value === next) ?? 'run' } })}
      />
      <Select
        label={t('job-form.priority')}
        data={[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
          value: String(n),
          label: t('job-form.priority.value', { n }),
        }))}
        value={String(policy.priority)}
        onChange={(priority) => onChange({ priority: Number(priority) })}
      />
    </div>
  );
}
