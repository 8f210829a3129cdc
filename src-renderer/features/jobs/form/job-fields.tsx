import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AwaitedOutcome, awaitedOutcomes, readAwaited, writeAwaited } from '../../../lib/awaited-event.ts';
import { api } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { SearchSelect } from '../../../ui/search-select.tsx';
import { useAwaitedJobs } from '../awaited-jobs.ts';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

/** After another job: which, and how it has to end. */
export function JobFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const awaited = readAwaited(trigger);
  const { jobId, outcome } = awaited?.of === 'job' ? awaited : { jobId: null, outcome: 'succeeded' as const };
  // Before a job is chosen there is nothing to wait for; the outcome is kept until then.
  const [wanted, setWanted] = useState<AwaitedOutcome>(outcome);
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 200);
  const chosenName = useAwaitedJobs([trigger]).get(jobId ?? '')?.name;
  const q = settled === chosenName ? '' : settled;
  const { data } = useQuery(api.jobs.list.queryOptions({ input: { limit: 50, sort: 'name', ...(q !== '' && { q }) } }));
  const jobs = new Map((data?.items ?? []).map(({ id, name }) => [id, name]));
  if (jobId !== null) jobs.set(jobId, chosenName ?? t('job-form.unknown-job'));
  const wait = (next: { jobId: string | null; outcome: AwaitedOutcome }) => {
    setWanted(next.outcome);
    if (next.jobId !== null) onChange(writeAwaited({ of: 'job', jobId: next.jobId, outcome: next.outcome }));
  };
  return (
    <>
      <div className={styles.sentence}>
        {t('job-form.after')}
        <SearchSelect
          aria-label={t('job-form.other-job')}
          w={240}
          placeholder={t('job-form.choose-job')}
          nothingFoundMessage={t('job-form.no-job')}
          data={[...jobs].map(([value, label]) => ({ value, label }))}
          value={jobId}
          onSearchChange={setSearch}
          onChange={(next) => wait({ jobId: next, outcome: wanted })}
        />
        <Select
          aria-label={t('job-form.outcome')}
          w={190}
          data={awaitedOutcomes.map((value) => ({ value, label: t(`job-form.outcome.${value}`) }))}
          value={wanted}
          onChange={(next) => wait({ jobId, outcome: awaitedOutcomes.find((each) => each === next) ?? 'succeeded' })}
        />
      </div>
      <p className={styles.aside}>{t('job-form.after-hint')}</p>
      <Problem>{problemAt('expr') ?? problemAt('filter')}</Problem>
    </>
  );
}
