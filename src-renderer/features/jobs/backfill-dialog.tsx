import { Button, Group, Modal, Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { fromLocalInput, toLocalInput } from '../../lib/format/local-input.ts';
import { t } from '../../lib/messages/messages.ts';
import { MomentField } from '../../ui/moment-field.tsx';
import { type BackfillWindow, fitBackfill, mostInstants, openBackfill, planBackfill, useBackfill } from './backfill.ts';
import { sayMoment } from './detail/occurrence-marks.ts';
import { isTimed } from './is-timed.ts';
import styles from './jobs.module.css';
import { nameOfTrigger } from './trigger-schedule.tsx';

interface BackfillDialogProps {
  job: Job;
  window: BackfillWindow;
  onClose: () => void;
}

/** So many instants are named one by one. */
const named = 100;
const dayMs = 86_400_000;

/** Makes up for the past, beginning with what did not run of late. */
export function BackfillOfLate({ job, onClose }: Omit<BackfillDialogProps, 'window'>) {
  const [now] = useState(Date.now);
  const { data, isError } = useQuery({
    queryKey: [['jobs', 'backfill', 'window'], { input: { id: job.id, now } }],
    queryFn: () => openBackfill(job, now),
    retry: false,
  });
  const window = isError ? { from: Math.max(Date.parse(job.createdAt), now - dayMs), to: now - 1_000 } : data;
  if (window !== undefined) return <BackfillDialog job={job} window={window} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('backfill.title', { name: job.name })} size={480} withCloseButton={false}>
      <p role="status">{t('backfill.looking')}</p>
    </Modal>
  );
}

/** Makes up for a past window: what did not run is listed first, then started. */
export function BackfillDialog({ job, window, onClose }: BackfillDialogProps) {
  const [from, setFrom] = useState(toLocalInput(window.from));
  const [to, setTo] = useState(toLocalInput(window.to));
  const [triggerId, setTriggerId] = useState(window.triggerId ?? '');
  const [overlap, setOverlap] = useState<'queue' | 'allow'>('queue');
  const [isStarting, setStarting] = useState(false);
  const [isFitting, setFitting] = useState(false);
  const backfill = useBackfill(job);
  const wished = readWindow({ from, to, window });
  const chosen = wished && { ...wished, overlap, ...(triggerId !== '' && { triggerId }) };
  const plan = useQuery({
    queryKey: [['jobs', 'backfill'], { input: { id: job.id, chosen } }],
    // None where it is too many.
    queryFn: async () => (await planBackfill(job.id, chosen ?? window)) ?? null,
    enabled: chosen !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const timed = job.triggers.filter(isTimed);
  const instants = plan.data ?? [];
  const isTooMuch = plan.data === null;
  const isReady = chosen !== undefined && plan.isSuccess && instants.length > 0 && !isStarting;
  const start = async () => {
    if (!isReady) return;
    setStarting(true);
    if (await backfill(chosen)) onClose();
    setStarting(false);
  };
  const fit = async () => {
    if (chosen === undefined) return;
    setFitting(true);
    const fitting = await fitBackfill(job.id, chosen).finally(() => setFitting(false));
    setFrom(toLocalInput(fitting.from));
  };
  return (
    <Modal opened onClose={onClose} title={t('backfill.title', { name: job.name })} size={480} withCloseButton={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div className={styles.pair}>
          <MomentField label={t('backfill.from')} value={from} onChange={setFrom} />
          <MomentField label={t('backfill.to')} value={to} onChange={setTo} />
          {timed.length > 1 && (
            <Select
              label={t('backfill.trigger')}
              value={triggerId}
              onChange={(next) => setTriggerId(next ?? '')}
              data={[
                { value: '', label: t('backfill.every-trigger') },
                ...timed.map((trigger) => ({
                  value: trigger.id,
                  label: nameOfTrigger(trigger),
                })),
              ]}
            />
          )}
          <Select
            label={t('backfill.overlap')}
            value={overlap}
            onChange={(next) => setOverlap(next === 'allow' ? 'allow' : 'queue')}
            data={[
              { value: 'queue', label: t('backfill.overlap.queue') },
              { value: 'allow', label: t('backfill.overlap.allow') },
            ]}
          />
        </div>
        <div className={styles.instants} role="status" aria-busy={plan.isFetching}>
          {plan.isError && <p className={styles.problem}>{describeError(plan.error).detail}</p>}
          {isTooMuch && (
            <p>
              {t('backfill.too-much', { n: mostInstants })}{' '}
              <Button size="xs" loading={isFitting} onClick={() => void fit()}>
                {t('backfill.fit')}
              </Button>
            </p>
          )}
          {!plan.isError && !isTooMuch && (
            <p>{chosen === undefined ? t('backfill.no-window') : t('backfill.count', { n: instants.length })}</p>
          )}
          {instants.length > 0 && (
            <ol>
              {instants.slice(0, named).map(({ triggerId: of, scheduledFor }) => (
                <li key={`${scheduledFor} ${of}`}>{sayMoment(Date.parse(scheduledFor), Date.now())}</li>
              ))}
              {instants.length > named && <li className="t3">{t('backfill.more', { n: instants.length - named })}</li>}
            </ol>
          )}
        </div>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('job.not-now')}
          </Button>
          <Button type="submit" variant="filled" disabled={!isReady} loading={isStarting}>
            {t('backfill.start', { n: instants.length })}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** The fields know minutes; where nobody touched one, the moment stays exact. */
function readWindow({ from, to, window }: { from: string; to: string; window: BackfillWindow }) {
  const begin = from === toLocalInput(window.from) ? window.from : fromLocalInput(from);
  const end = to === toLocalInput(window.to) ? window.to : fromLocalInput(to);
  return begin === undefined || end === undefined || begin > end ? undefined : { from: begin, to: end };
}
