import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import type { FieldProblem } from '#contract/errors.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Segments } from '../../../ui/segments.tsx';
import type { Loop } from './find-loop.ts';
import { makeProblemAt, type ProblemAt, problemsBelow } from './form-problems.ts';
import styles from './job-form.module.css';
import { KeepExpression, TakeBack } from './keep-expression.tsx';
import { LoopWarning } from './loop-warning.tsx';
import { useTriggerPreview } from './preview-query.ts';
import { Problem } from './problem.tsx';
import { readSchedule } from './simple-schedule.ts';
import { StarterFields } from './starter-fields.tsx';
import { TriggerDetails } from './trigger-details.tsx';
import { beginStarter, type Starter, starterOf, starters, type TriggerDraft } from './trigger-draft.ts';
import { TriggerHead } from './trigger-head.tsx';

interface TriggerEditorProps {
  trigger: TriggerDraft;
  agentId: string | null;
  /** Among the triggers of the form that are new. */
  position: number;
  /** What the core said of this trigger when it was saved. */
  problems: readonly FieldProblem[];
  nameOfJob: (id: string) => string | undefined;
  /** How its runs would start it again. */
  loop: Loop | undefined;
  isChosen: boolean;
  /** It was just added: that is where one goes on. */
  isFresh: boolean;
  onChoose: () => void;
  onChange: (change: Partial<TriggerDraft>) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** What every part of a trigger's form is given. */
export interface TriggerFieldsProps {
  trigger: TriggerDraft;
  problemAt: ProblemAt;
  onChange: (change: Partial<TriggerDraft>) => void;
}

/** One trigger: what starts a run, and what narrows that; closed, it is a line in words. */
export function TriggerEditor(props: TriggerEditorProps) {
  const { trigger, agentId, position, isChosen, onChange } = props;
  const [settled] = useDebouncedValue(trigger, 250);
  const { error } = useTriggerPreview(settled, { agentId, position });
  const failure = error === null ? undefined : describeError(error);
  const problems = [...props.problems, ...problemsBelow(failure?.fields ?? [], 'trigger')];
  const [first] = problems;
  const general = failure !== undefined && problems.length === 0 ? failure.detail : undefined;
  return (
    <div className={styles.trigger} data-chosen={isChosen || undefined}>
      <TriggerHead {...props} />
      {isChosen ? (
        <div className={styles.triggerBody}>
          <ChosenTrigger trigger={trigger} problemAt={makeProblemAt(problems)} onChange={onChange} />
          <Problem>{general}</Problem>
          {props.loop !== undefined && <LoopWarning loop={props.loop} />}
        </div>
      ) : (
        (first !== undefined || general !== undefined) && (
          <div className={styles.triggerNote}>
            <Problem>{first === undefined ? general : `${first.path}: ${first.message}`}</Problem>
          </div>
        )
      )}
    </div>
  );
}

function ChosenTrigger({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const starter = starterOf(trigger);
  const simple = readSchedule(trigger);
  // A picker is what one begins with.
  const isWritten = starter === 'time' && simple === undefined;
  const [way, setWay] = useState<'simple' | 'expression'>(isWritten ? 'expression' : 'simple');
  const [replaced, setReplaced] = useState<Pick<TriggerDraft, 'kind' | 'expr'>>();
  // What was filled in comes back with the way it belongs to.
  const left = useRef(new Map<Starter, Partial<TriggerDraft>>());
  const choose = (next: Starter) => {
    const { kind, expr, filter } = trigger;
    left.current.set(starter, { kind, expr, filter });
    // The event behind a job or a file is the same event, written out.
    const isWrittenOut = next === 'event' && kind === 'event' && expr !== '';
    onChange(isWrittenOut ? { starter: next } : { ...beginStarter(next), ...left.current.get(next) });
  };
  const beginAnew = () => {
    const { kind, expr } = trigger;
    if (expr.trim() !== '') setReplaced({ kind, expr });
    onChange(beginStarter('time'));
  };
  const chooseWay = (next: 'simple' | 'expression') => {
    setWay(next);
    if (next === 'simple' && trigger.expr.trim() === '') beginAnew();
  };
  const isUnshowable = starter === 'time' && way === 'simple' && simple === undefined;
  return (
    <>
      <div className={styles.starter}>
        <Segments
          label={t('job-form.starter')}
          value={starter}
          options={starters.map((value) => ({ value, label: t(`job-form.starter.${value}`) }))}
          onChange={choose}
        />
        {starter === 'time' && (
          <Segments
            label={t('job-form.way')}
            value={way}
            options={[
              { value: 'simple', label: t('job-form.simple') },
              { value: 'expression', label: t('job-form.expression') },
            ]}
            onChange={chooseWay}
          />
        )}
      </div>
      {isUnshowable ? (
        <KeepExpression expr={trigger.expr} onKeep={() => setWay('expression')} onBeginAnew={beginAnew} />
      ) : (
        <StarterFields
          starter={starter}
          simple={way === 'simple' ? simple : undefined}
          trigger={trigger}
          problemAt={problemAt}
          onChange={onChange}
        />
      )}
      {starter === 'time' && replaced !== undefined && (
        <TakeBack
          written={replaced}
          onTakeBack={(written) => {
            setReplaced(undefined);
            setWay('expression');
            onChange(written);
          }}
        />
      )}
      <TriggerDetails trigger={trigger} problemAt={problemAt} onChange={onChange} />
    </>
  );
}
