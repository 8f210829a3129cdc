import { ActionIcon, Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { useJobActions } from '../job-actions.ts';
import { blockerOf, explainOccurrence, type Remedy } from './explain-occurrence.ts';
import styles from './job-detail.module.css';
import { sayMoment, statusOf } from './occurrence-marks.ts';

interface WhyPanelProps {
  job: Job;
  occurrence: Occurrence;
  runs: ReadonlyMap<string, Run>;
  onStep: (step: -1 | 1) => void;
}

/** One instant: why it did or did not run, and what mends it. */
export function WhyPanel({ job, occurrence, runs, onStep }: WhyPanelProps) {
  const now = useNow();
  const zone = job.triggers.find(({ id }) => id === occurrence.triggerId)?.timezone;
  const known = runs.get(occurrence.runId ?? '');
  const run = useQuery(
    api.runs.get.queryOptions({
      input: { id: occurrence.runId ?? '' },
      enabled: occurrence.runId !== null && known === undefined,
      retry: false,
    }),
  );
  const blockerId = blockerOf(occurrence);
  const blocker = useQuery(
    api.runs.get.queryOptions({ input: { id: blockerId ?? '' }, enabled: blockerId !== undefined, retry: false }),
  );
  const { sentence, remedies } = explainOccurrence({
    occurrence,
    job,
    run: known ?? run.data,
    blocker: blocker.data,
    now,
  });
  const at = Date.parse(occurrence.scheduledFor);
  return (
    <Region
      title={<span title={formatExact(at, zone)}>{sayMoment(at, now)}</span>}
      note={<StatusBadge status={statusOf(occurrence, runs)} />}
      actions={
        <>
          <ActionIcon aria-label={t('job.earlier')} onClick={() => onStep(-1)}>
            <IconArrowLeft size={14} />
          </ActionIcon>
          <ActionIcon aria-label={t('job.later')} onClick={() => onStep(1)}>
            <IconArrowRight size={14} />
          </ActionIcon>
        </>
      }
    >
      <p className={styles.why} role="status">
        {sentence}
      </p>
      {occurrence.count !== undefined && occurrence.until !== undefined && (
        <p className="t3 xs">
          {t('job.range', { n: occurrence.count, until: formatMoment(Date.parse(occurrence.until), now) })}
        </p>
      )}
      <div className={styles.remedies}>
        {remedies.map((remedy) => (
          <RemedyButton key={remedy.act} job={job} remedy={remedy} />
        ))}
      </div>
    </Region>
  );
}

function RemedyButton({ job, remedy }: { job: Job; remedy: Remedy }) {
  const actions = useJobActions();
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write');
  switch (remedy.act) {
    case 'run-now':
      return (
        mayRun &&
        job.state !== 'cancelled' && (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={() => void actions.runNow([job])}
          >
            {t('jobs.run-now')}
          </Button>
        )
      );
    case 'resume':
      return (
        mayWrite && (
          <Button
            size="xs"
            leftSection={<IconPlayerTrackNext size={14} aria-hidden />}
            onClick={() => void actions.resume([job])}
          >
            {t('jobs.resume')}
          </Button>
        )
      );
    case 'open-run':
      return (
        <Button
          size="xs"
          renderRoot={(props) => <Link to="/runs/$runId" params={{ runId: remedy.runId }} {...props} />}
        >
          {t('job.open-run')}
        </Button>
      );
    case 'open-agent':
      return (
        <Button
          size="xs"
          renderRoot={(props) => <Link to="/agents/$agentId" params={{ agentId: job.agentId }} {...props} />}
        >
          {t('job.open-agent')}
        </Button>
      );
  }
}
