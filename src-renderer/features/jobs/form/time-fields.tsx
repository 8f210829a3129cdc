import { Select, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { type TimeKind, timeKinds } from '#contract/triggers.ts';
import { toWallClock } from '../../../lib/format/wall-clock.ts';
import { t } from '../../../lib/messages/messages.ts';
import { AsExpression } from './as-expression.tsx';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';
import { SimplePicker } from './simple-picker.tsx';
import { type SimpleSchedule, writeSchedule } from './simple-schedule.ts';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

interface TimeFieldsProps extends TriggerFieldsProps {
  simple: SimpleSchedule | undefined;
}

/** When the clock starts it: put together from a sentence, or written as an expression; each follows the other. */
export function TimeFields({ trigger, simple, problemAt, onChange }: TimeFieldsProps) {
  const problem = problemAt('expr');
  return (
    <>
      <div className={styles.sentence}>
        {simple === undefined ? (
          <Expression trigger={trigger} isWrong={problem !== undefined} onChange={onChange} />
        ) : (
          <SimplePicker
            value={simple}
            today={toWallClock(Date.now(), knownZone(trigger.timezone)).slice(0, 10)}
            onChange={(next) => onChange(writeSchedule(next))}
          />
        )}
      </div>
      {simple !== undefined && trigger.kind !== 'once' && <AsExpression kind={trigger.kind} expr={trigger.expr} />}
      <Problem>{problem}</Problem>
    </>
  );
}

interface ExpressionProps extends Pick<TriggerFieldsProps, 'trigger' | 'onChange'> {
  isWrong: boolean;
}

/** What another kind begins with, where what was written is of no use to it. */
const examples = {
  cron: '0 8 * * *',
  interval: 'PT15M',
  once: '',
  rrule: 'RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=8;BYMINUTE=0;BYSECOND=0',
} as const;

function Expression({ trigger, isWrong, onChange }: ExpressionProps) {
  const { kind, expr } = trigger;
  // Of each kind what was written last: one may look at another and come back.
  const written = useRef(new Map<TimeKind, string>());
  const field = {
    className: styles.grow ?? '',
    classNames: { input: 'mono' },
    'aria-label': t('job-form.expression'),
    error: isWrong,
    spellCheck: false,
    autoComplete: 'off',
    placeholder: t(`job-form.example.${kind}`),
    value: expr,
  };
  return (
    <>
      <Select
        aria-label={t('job-form.kind')}
        w={140}
        data={timeKinds.map((each) => ({ value: each, label: t(`job-form.kind.${each}`) }))}
        value={kind}
        onChange={(next) => {
          const chosen = timeKinds.find((each) => each === next) ?? 'cron';
          const before = timeKinds.find((each) => each === kind);
          if (before !== undefined) written.current.set(before, expr);
          onChange({ kind: chosen, expr: written.current.get(chosen) ?? examples[chosen] });
        }}
      />
      {kind === 'rrule' ? (
        <Textarea
          {...field}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => onChange({ expr: event.currentTarget.value })}
        />
      ) : (
        <TextInput {...field} onChange={(event) => onChange({ expr: event.currentTarget.value })} />
      )}
    </>
  );
}

/** A zone this browser does not know is the core's to refuse. */
function knownZone(zone: string): string {
  return Intl.supportedValuesOf('timeZone').includes(zone) ? zone : 'UTC';
}
