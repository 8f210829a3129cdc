import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../../lib/client/api.ts';
import { formatExact, formatMoment } from '../../../../lib/format/time.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { Region } from '../../../../ui/page.tsx';
import { StatusBadge } from '../../../../ui/status-badge.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import type { BackfillWindow } from '../../backfill.ts';
import { BackfillDialog } from '../../backfill-dialog.tsx';
import { sayMoment, statusOf } from '../occurrence-marks.ts';
import { CheckLadder } from './check-ladder.tsx';
import { explainNothing } from './explain-nothing.ts';
import { blockerOf, explainOccurrence } from './explain-occurrence.ts';
import type { MinuteAnswer } from './find-minute.ts';
import { listChecks } from './list-checks.ts';
import type { Explanation } from './remedy.ts';
import { RemedyButton } from './remedy-button.tsx';
import styles from './why-panel.module.css';

interface WhyInstantProps {
  job: Job;
  occurrence: Occurrence;
  runs: ReadonlyMap<string, Run>;
  /** Others of the minute one asked about. */
  others: number;
  onStep: ((step: -1 | 1) => void) | undefined;
  onShow: (at: string) => void;
}

/** One instant: why it did or did not run, the checks it passed, and what mends it. */
export function WhyInstant({ job, occurrence, runs, others, onStep, onShow }: WhyInstantProps) {
  const now = useNow();
  const trigger = job.triggers.find(({ id }) => id === occurrence.triggerId);
  const ownId = occurrence.runId ?? '';
  const own = useQuery(
    api.runs.get.queryOptions({ input: { id: ownId }, enabled: ownId !== '' && !runs.has(ownId), retry: false }),
  );
  const blockerId = blockerOf(occurrence) ?? '';
  const blocker = useQuery(
    api.runs.get.queryOptions({
      input: { id: blockerId },
      enabled: blockerId !== '' && !runs.has(blockerId),
      retry: false,
    }),
  );
  const explanation = explainOccurrence({
    occurrence,
    job,
    run: runs.get(ownId) ?? own.data,
    blocker: runs.get(blockerId) ?? blocker.data,
    now,
  });
  const due = Date.parse(occurrence.scheduledFor);
  const fires = Date.parse(occurrence.fireAt);
  return (
    <Answer
      job={job}
      explanation={explanation}
      onShow={onShow}
      title={<span title={formatExact(due, trigger?.timezone)}>{sayMoment(due, now)}</span>}
      note={<StatusBadge status={statusOf(occurrence, runs)} />}
      actions={onStep !== undefined && <Steps onStep={onStep} />}
    >
      {occurrence.count !== undefined && occurrence.until !== undefined && (
        <p className="t3 xs">
          {t('job.range', { n: occurrence.count, until: formatMoment(Date.parse(occurrence.until), now) })}
        </p>
      )}
      {fires !== due && occurrence.reason !== 'exclusion' && (
        <p className="t3 xs">{t('job.fires-at', { time: sayMoment(fires, now) })}</p>
      )}
      {others > 0 && <p className="t3 xs">{t('job.others-in-minute', { n: others })}</p>}
      <CheckLadder
        checks={listChecks(occurrence, trigger)}
        reason={occurrence.reason}
        kind={trigger?.kind}
        tense={occurrence.id === null && fires > now ? 'ahead' : 'past'}
      />
    </Answer>
  );
}

/** A minute in which nothing was due. */
export function WhyNothing(props: { job: Job; at: number; near: MinuteAnswer; onShow: (at: string) => void }) {
  const { job, at, near, onShow } = props;
  const now = useNow();
  return (
    <Answer
      job={job}
      explanation={explainNothing({ at, job, before: near.before, after: near.after, now })}
      onShow={onShow}
      title={<span title={formatExact(at)}>{sayMoment(at, now)}</span>}
      note={t('job.nothing-due')}
    />
  );
}

interface AnswerProps {
  job: Job;
  title: ReactNode;
  note: ReactNode;
  actions?: ReactNode;
  explanation: Explanation;
  onShow: (at: string) => void;
  children?: ReactNode;
}

function Answer({ job, title, note, actions, explanation, onShow, children }: AnswerProps) {
  const [window, setWindow] = useState<BackfillWindow>();
  return (
    <Region title={title} note={note} actions={actions}>
      <p className={styles.why} role="status">
        {explanation.sentence}
      </p>
      {children}
      <div className={styles.remedies}>
        {explanation.remedies.map((remedy) => (
          <RemedyButton key={JSON.stringify(remedy)} job={job} remedy={remedy} onShow={onShow} onBackfill={setWindow} />
        ))}
      </div>
      {window !== undefined && <BackfillDialog job={job} window={window} onClose={() => setWindow(undefined)} />}
    </Region>
  );
}

function Steps({ onStep }: { onStep: (step: -1 | 1) => void }) {
  return (
    <>
      <ActionIcon aria-label={t('job.earlier')} onClick={() => onStep(-1)}>
        <IconArrowLeft size={14} />
      </ActionIcon>
      <ActionIcon aria-label={t('job.later')} onClick={() => onStep(1)}>
        <IconArrowRight size={14} />
      </ActionIcon>
    </>
  );
}
