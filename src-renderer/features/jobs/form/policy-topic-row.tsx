import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import { describeTopic, type PolicyTopic } from '../policy-words.ts';
import type { PolicyFieldsProps } from './how-section.tsx';
import styles from './job-form.module.css';
import { KeepingFields, LimitsFields, MissedFields, RepeatsFields, TurnsFields } from './policy-fields.tsx';
import { RetryFields } from './retry-fields.tsx';

interface PolicyTopicRowProps extends PolicyFieldsProps {
  topic: PolicyTopic;
  /** By its name. */
  agent: string | undefined;
  hasProblem: boolean;
}

const fieldsOfTopic = {
  turns: TurnsFields,
  missed: MissedFields,
  retry: RetryFields,
  repeats: RepeatsFields,
  limits: LimitsFields,
  keeping: KeepingFields,
} as const;

/** One topic of the policy: what holds, in words; and below them, once asked for, the fields that say so. */
export function PolicyTopicRow({ topic, agent, hasProblem, ...props }: PolicyTopicRowProps) {
  const [isAsked, setAsked] = useState(false);
  const id = useId();
  const isOpen = isAsked || hasProblem;
  const Fields = fieldsOfTopic[topic];
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div className={styles.topic}>
      <button
        type="button"
        className={styles.topicHead}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setAsked(!isOpen)}
      >
        <Icon size={14} aria-hidden />
        <b>{t(`job-form.topic.${topic}`)}</b>
        <span>{describeTopic(topic, props.policy, agent).join(' ')}</span>
      </button>
      {isOpen && (
        <div id={id} className={styles.topicBody}>
          <Fields {...props} />
        </div>
      )}
    </div>
  );
}
