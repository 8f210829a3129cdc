import { ActionIcon, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { TriggerKind } from '#contract/jobs.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import { describeSchedule } from '../../../lib/schedule-words.ts';
import { ScheduleText } from '../../../ui/schedule-chip.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { makeProblemAt } from './form-problems.ts';
import type { TriggerDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { useTriggerPreview } from './preview-query.ts';
import { SimplePicker } from './simple-picker.tsx';
import { readSchedule, writeSchedule } from './simple-schedule.ts';
import { TriggerBounds } from './trigger-bounds.tsx';

interface TriggerEditorProps {
  trigger: TriggerDraft;
  /** What the core said of this trigger when it was saved. */
  problem: string | undefined;
  isChosen: boolean;
  onChoose: () => void;
  onChange: (change: Partial<TriggerDraft>) => void;
  onRemove: () => void;
}

const zones = Intl.supportedValuesOf('timeZone');

/** One trigger: put together from a sentence, or written as an expression; each follows the other. */
export function TriggerEditor(props: TriggerEditorProps) {
  const { trigger, isChosen, onChoose, onChange, onRemove } = props;
  const simple = readSchedule(trigger);
  const [wantsExpression, setWantsExpression] = useState(simple === undefined);
  const isSimple = !wantsExpression && simple !== undefined;
  const words = describeSchedule(trigger, Date.now());
  const [settled] = useDebouncedValue(trigger, 250);
  const { error } = useTriggerPreview(settled);
  const problems = makeProblemAt(error === null ? [] : describeError(error).fields);
  const problem = props.problem ?? problems('trigger') ?? (error === null ? undefined : describeError(error).detail);
  return (
    <div className={styles.trigger} data-chosen={isChosen || undefined}>
      <div className={styles.triggerHead}>
        <button type="button" className={styles.triggerName} aria-expanded={isChosen} onClick={onChoose}>
          <ScheduleText kind={trigger.kind} {...words} />
        </button>
        {isChosen && (
          <Segments
            label={t('job-form.way')}
            value={isSimple ? 'simple' : 'expression'}
            options={[
              { value: 'simple', label: t('job-form.simple') },
              { value: 'expression', label: t('job-form.expression') },
            ]}
            onChange={(way) => {
              setWantsExpression(way === 'expression');
              // What the picker cannot say gives way to what it can, since it was asked for.
              if (way === 'simple' && simple === undefined) onChange({ kind: 'cron', expr: '0 8 * * *' });
            }}
          />
        )}
        <Switch
          size="xs"
          checked={trigger.enabled}
          aria-label={t('job-form.enabled')}
          onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
        />
        <ActionIcon aria-label={t('job-form.remove-trigger')} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </div>
      {isChosen && (
        <div className={styles.triggerBody}>
          {isSimple ? (
            <SimplePicker value={simple} onChange={(next) => onChange(writeSchedule(next))} />
          ) : (
            <Expression trigger={trigger} isWrong={problem !== undefined} onChange={onChange} />
          )}
          {isSimple && trigger.kind !== 'once' && <AsExpression trigger={trigger} />}
          <TriggerBounds trigger={trigger} zones={zones} onChange={onChange} />
        </div>
      )}
      {problem !== undefined && (
        <p className={styles.problem} role="alert" style={{ padding: '0 12px 8px' }}>
          <IconAlertTriangle size={14} aria-hidden /> {problem}
        </p>
      )}
    </div>
  );
}

interface ExpressionProps {
  trigger: TriggerDraft;
  isWrong: boolean;
  onChange: (change: Partial<TriggerDraft>) => void;
}

const kinds = ['cron', 'interval', 'once'] as const satisfies TriggerKind[];

function Expression({ trigger, isWrong, onChange }: ExpressionProps) {
  return (
    <div className={styles.sentence}>
      <Select
        aria-label={t('job-form.kind')}
        w={120}
        data={kinds.map((kind) => ({ value: kind, label: t(`trigger.${kind}`) }))}
        value={trigger.kind}
        onChange={(next) => onChange({ kind: kinds.find((kind) => kind === next) ?? 'cron' })}
      />
      <TextInput
        className="grow"
        classNames={{ input: 'mono' }}
        aria-label={t('job-form.expression')}
        error={isWrong}
        spellCheck={false}
        autoComplete="off"
        placeholder={t(`job-form.example.${trigger.kind}`)}
        value={trigger.expr}
        onChange={(event) => onChange({ expr: event.currentTarget.value })}
      />
    </div>
  );
}

const fieldNames = ['minute', 'hour', 'day', 'month', 'weekday'] as const;

/** What the sentence above is as an expression. */
function AsExpression({ trigger }: { trigger: TriggerDraft }) {
  if (trigger.kind !== 'cron') {
    return (
      <div className={styles.expression}>
        <b>{t('job-form.as-duration')}</b>
        <code>{trigger.expr}</code>
      </div>
    );
  }
  const fields = trigger.expr.split(' ');
  return (
    <div className={styles.expression}>
      <b>{t('job-form.as-cron')}</b>
      <span className={styles.fields}>
        {fieldNames.map((name, index) => (
          <span key={name}>
            <code>{fields[index]}</code>
            <span className="t3 xxs">{t(`job-form.field.${name}`)}</span>
          </span>
        ))}
      </span>
    </div>
  );
}
