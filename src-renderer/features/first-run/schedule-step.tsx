import { Button, NativeSelect } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconProgress, IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import { describeError } from '../../lib/client/describe-error.ts';
import { viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { describeSchedule } from '../../lib/schedule-words.ts';
import { Segments } from '../../ui/segments.tsx';
import styles from './first-run.module.css';
import { type ScriptSource, type Stage, stages } from './first-schedule.ts';
import { type FirstRhythm, rhythmNames, rhythms } from './rhythms.ts';
import { Step } from './step.tsx';

interface ScheduleStepProps {
  source: ScriptSource | undefined;
  stage: Stage | undefined;
  isBusy: boolean;
  error: Error | null;
  onSchedule: (when: { rhythm: FirstRhythm; timezone: string }) => void;
}

/** When it runs; the button does all that is left, and each part of it is seen to be done. */
export function ScheduleStep({ source, stage, isBusy, error, onSchedule }: ScheduleStepProps) {
  const [rhythm, setRhythm] = useState<FirstRhythm>('minute');
  const [timezone, setTimezone] = useState(viewerZone);
  if (source === undefined) {
    return <Step number={3} state="later" title={t('first.schedule-title')} note={t('first.schedule-note')} />;
  }
  return (
    <Step number={3} state="now" title={t('first.schedule-title')} note={t('first.schedule-change')}>
      <div className={styles.schedule}>
        <Segments
          label={t('first.schedule-title')}
          value={rhythm}
          onChange={setRhythm}
          options={rhythmNames.map((name) => ({ value: name, label: wordsOf(name) }))}
        />
        <NativeSelect
          aria-label={t('first.timezone')}
          w={210}
          leftSection={<IconWorld size={14} aria-hidden />}
          data={zones()}
          value={timezone}
          onChange={(event) => setTimezone(event.currentTarget.value)}
        />
        <Button variant="filled" loading={isBusy} onClick={() => onSchedule({ rhythm, timezone })}>
          {t(error === null ? 'first.schedule' : 'action.retry')}
        </Button>
      </div>
      {stage !== undefined && (isBusy || error !== null) && (
        <Stages stage={stage} hasFailed={error !== null && !isBusy} />
      )}
      {error !== null && !isBusy && <Failure error={error} />}
    </Step>
  );
}

/** What is wrong, line by line where the core named the places. */
function Failure({ error }: { error: Error }) {
  const { detail, fields } = describeError(error);
  return (
    <div className={styles.failed} role="alert">
      <p>{detail}</p>
      {fields.map(({ path, message }) => (
        <p key={`${path} ${message}`} className="xs">
          {path}: {message}
        </p>
      ))}
    </div>
  );
}

function Stages({ stage, hasFailed }: { stage: Stage; hasFailed: boolean }) {
  const reached = stages.indexOf(stage);
  return (
    <ul className={styles.stages} aria-live="polite">
      {stages.map((each, index) => {
        const state = index < reached ? 'done' : index > reached ? 'later' : hasFailed ? 'failed' : 'now';
        const Icon = { done: IconCircleCheck, later: IconCircleDashed, failed: IconCircleX, now: IconProgress }[state];
        return (
          <li key={each} data-state={state}>
            <Icon size={14} aria-label={t(`first.state-${state}`)} /> {t(`first.stage-${each}`)}
          </li>
        );
      })}
    </ul>
  );
}

/** Every zone this browser knows, the person's own among them. */
function zones(): string[] {
  return [...new Set([viewerZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

function wordsOf(name: FirstRhythm): string {
  const { rhythm, rest } = describeSchedule({ ...rhythms[name], timezone: viewerZone() }, Date.now());
  return rest === undefined ? rhythm : `${rhythm} ${rest}`;
}
