import { Autocomplete, Textarea } from '@mantine/core';
import { awaitedOutcomes, fileMoves } from '../../../lib/awaited-event.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

/** What the system tells by itself; from outside any other type may come. */
const systemEvents: readonly string[] = [
  ...awaitedOutcomes.map((outcome) => (outcome === 'any' ? 'run.*' : `run.${outcome}`)),
  ...['paused', 'resumed', 'completed', 'cancelled'].map((move) => `job.${move}`),
  ...fileMoves.map((move) => `file.${move}`),
  ...['suspended', 'resumed', 'on-battery', 'on-mains'].map((move) => `power.${move}`),
  'app.started',
];

/** An event by its type, and which of those. */
export function EventFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  return (
    <div className={styles.stack}>
      <Autocomplete
        label={t('job-form.event-type')}
        description={t('job-form.event-type-hint')}
        classNames={{ input: 'mono' }}
        placeholder={t('job-form.example.event')}
        limit={30}
        data={[...systemEvents]}
        value={trigger.expr}
        error={problemAt('expr')}
        onChange={(expr) => onChange({ expr })}
      />
      <Textarea
        label={t('job-form.filter')}
        description={t('job-form.filter-hint')}
        classNames={{ input: 'mono' }}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        placeholder="event.payload.total > 100.0"
        value={trigger.filter ?? ''}
        error={problemAt('filter')}
        onChange={(event) => onChange({ filter: event.currentTarget.value })}
      />
      <p className="t3 xs">{t('job-form.event-given')}</p>
    </div>
  );
}
