import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { fromLocalInput, toLocalInput, tomorrowMorning, wholeMinute } from '../../lib/format/local-input.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { FieldFaultsReported, useFieldFaults } from '../../ui/field-faults.tsx';
import { MomentField } from '../../ui/moment-field.tsx';
import { useJobActions } from './job-actions.ts';
import styles from './jobs.module.css';

const minuteMs = 60_000;

/** Until when to leave out what falls due: a common span by one click, or any moment. */
export function SnoozeDialog({ jobs, onClose }: { jobs: readonly Job[]; onClose: () => void }) {
  const { snooze } = useJobActions();
  const [now] = useState(Date.now);
  const [text, setText] = useState(() => toLocalInput(now + 120 * minuteMs));
  const until = fromLocalInput(text);
  const { faults, report } = useFieldFaults();
  const isAhead = until !== undefined && until > now;
  const isReady = isAhead && faults.size === 0;
  const choose = (at: number) => {
    onClose();
    void snooze(jobs, at);
  };
  const choices = [
    { label: t('jobs.snooze.half-hour'), at: wholeMinute(now + 30 * minuteMs) },
    { label: t('jobs.snooze.hour'), at: wholeMinute(now + 60 * minuteMs) },
    { label: t('jobs.snooze.tomorrow'), at: tomorrowMorning(now) },
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('jobs.snooze.title', { n: jobs.length, name: jobs[0]?.name ?? '' })}
      size={420}
      withCloseButton={false}
    >
      <p className="t2">{t('jobs.snooze.text')}</p>
      <Group mt="md" gap="sm">
        {choices.map(({ label, at }, index) => (
          <Button
            key={label}
            data-autofocus={index === 0 || undefined}
            rightSection={<span className="t3">{formatNext(at, now)}</span>}
            onClick={() => choose(at)}
          >
            {label}
          </Button>
        ))}
      </Group>
      <form
        className={styles.until}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) choose(until);
        }}
      >
        <FieldFaultsReported report={report}>
          <MomentField
            label={t('jobs.snooze.until')}
            value={text}
            error={isAhead ? undefined : t('jobs.snooze.past')}
            onChange={setText}
          />
        </FieldFaultsReported>
        <Button type="submit" disabled={!isReady}>
          {t('jobs.snooze.do')}
        </Button>
      </form>
      <Group justify="flex-end" mt="lg">
        <Button variant="subtle" onClick={onClose}>
          {t('job.not-now')}
        </Button>
      </Group>
    </Modal>
  );
}
