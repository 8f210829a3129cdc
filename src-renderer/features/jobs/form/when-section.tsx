import { Button, Menu } from '@mantine/core';
import {
  IconArrowRight,
  IconBolt,
  IconClock,
  IconEye,
  IconFileArrowRight,
  IconPlus,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { FieldProblem } from '#contract/errors.ts';
import { viewerZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from '../../../ui/form-step.tsx';
import { awaitedJobOf } from '../awaited-job.ts';
import { useAwaitedJobs } from '../awaited-jobs.ts';
import { findLoop } from './find-loop.ts';
import { problemsBelow } from './form-problems.ts';
import styles from './job-form.module.css';
import { positionOf } from './preview-query.ts';
import { newTrigger, type Starter, starters, type TriggerDraft } from './trigger-draft.ts';
import { TriggerEditor } from './trigger-editor.tsx';
import type { SectionProps } from './what-section.tsx';

/** As many as the contract takes. */
const mostTriggers = 20;

const icons: Record<Starter, TablerIcon> = {
  time: IconClock,
  job: IconArrowRight,
  file: IconFileArrowRight,
  event: IconBolt,
  condition: IconEye,
};

interface WhenSectionProps extends SectionProps {
  problems: readonly FieldProblem[];
  /** Of the job that is changed. */
  jobId: string | undefined;
  /** The trigger that is open, and whose instants are shown. */
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
}

/** When it runs: none to twenty triggers. */
export function WhenSection({ draft, onChange, problems, jobId, chosen, onChoose }: WhenSectionProps) {
  const { triggers } = draft;
  const [added, setAdded] = useState<string>();
  const awaited = useAwaitedJobs(triggers);
  const change = (key: string, part: Partial<TriggerDraft>) =>
    onChange({ triggers: triggers.map((each) => (each.key === key ? { ...each, ...part } : each)) });
  const add = (trigger: TriggerDraft) => {
    onChange({ triggers: [...triggers, trigger] });
    onChoose(trigger.key);
    setAdded(trigger.key);
  };
  const begin = (starter: Starter) => {
    const timezone = triggers.at(-1)?.timezone ?? viewerZone();
    add(newTrigger({ timezone, key: crypto.randomUUID(), starter }));
  };
  return (
    <FormStep number={2} title={t('job-form.when')} hint={t('job-form.when-hint')}>
      {triggers.map((trigger, index) => (
        <TriggerEditor
          key={trigger.key}
          trigger={trigger}
          agentId={draft.agentId}
          position={positionOf(trigger, draft.triggers)}
          problems={problemsBelow(problems, `triggers.${index}`)}
          nameOfJob={(id) => awaited.get(id)?.name}
          loop={findLoop(trigger, { jobId, awaited: awaited.get(awaitedJobOf(trigger) ?? '') })}
          isChosen={trigger.key === chosen}
          isFresh={trigger.key === added}
          onChoose={() => onChoose(trigger.key === chosen ? undefined : trigger.key)}
          onChange={(part) => change(trigger.key, part)}
          onCopy={() => {
            // The copy is a trigger of its own: the id stays with the first.
            const { id: _, ...copy } = trigger;
            if (triggers.length < mostTriggers) add({ ...copy, key: crypto.randomUUID() });
          }}
          onRemove={() => onChange({ triggers: triggers.filter(({ key }) => key !== trigger.key) })}
        />
      ))}
      {triggers.length === 0 && <p className="t3 xs">{t('job-form.by-hand')}</p>}
      {triggers.length < mostTriggers && (
        <Menu position="bottom-start" returnFocus={false}>
          <Menu.Target>
            <Button variant="subtle" className={styles.add ?? ''} leftSection={<IconPlus size={14} aria-hidden />}>
              {t('job-form.add-trigger')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {starters.map((starter) => {
              const Icon = icons[starter];
              return (
                <Menu.Item key={starter} leftSection={<Icon size={14} aria-hidden />} onClick={() => begin(starter)}>
                  {t(`job-form.begin.${starter}`)}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      )}
    </FormStep>
  );
}
