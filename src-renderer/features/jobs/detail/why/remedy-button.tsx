import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import { askHold } from '../../../../lib/asked-hold.ts';
import { useMay } from '../../../../lib/client/use-session.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { type BackfillWindow, useBackfill } from '../../backfill.ts';
import { useJobActions } from '../../job-actions.ts';
import type { Remedy } from './remedy.ts';
import { sayWhen } from './say-cause.ts';

interface RemedyButtonProps {
  job: Job;
  remedy: Remedy;
  onShow: (at: string) => void;
  /** Shows what would be made up for, and asks. */
  onBackfill: (window: BackfillWindow) => void;
}

/** The button that mends it; nothing for those who may not. */
export function RemedyButton({ job, remedy, onShow, onBackfill }: RemedyButtonProps) {
  const actions = useJobActions();
  const backfill = useBackfill(job);
  const mayRun = useMay('jobs:run') && job.state !== 'cancelled';
  const mayWrite = useMay('jobs:write') && job.state !== 'cancelled';
  const mayHold = useMay('system:admin');
  switch (remedy.act) {
    case 'run-now':
      return (
        mayRun && (
          <Act
            icon="run"
            label={t(remedy.isWithoutEvent === true ? 'why.run-without-event' : 'jobs.run-now')}
            onClick={() => void actions.runNow([job])}
          />
        )
      );
    case 'make-up': {
      const { from, to, count } = remedy;
      const window = { from: Date.parse(from), to: Date.parse(to) };
      const label =
        count > 1
          ? t('why.make-up-many', { n: count })
          : t('why.make-up', { time: sayWhen(Date.parse(from), Date.now()) });
      return (
        mayRun && (
          <Act icon="run" label={label} onClick={() => (count > 1 ? onBackfill(window) : void backfill(window))} />
        )
      );
    }
    case 'resume':
    case 'end-snooze':
      return (
        mayWrite && (
          <Act
            icon="resume"
            label={t(remedy.act === 'resume' ? 'jobs.resume' : 'jobs.end-snooze')}
            onClick={() => void (remedy.act === 'resume' ? actions.resume([job]) : actions.endSnooze([job]))}
          />
        )
      );
    case 'put-back':
      return mayWrite && <Act icon="resume" label={t('why.put-back')} onClick={() => void actions.putBack([job])} />;
    case 'release':
      return mayHold && <Act icon="resume" label={t('why.release')} onClick={() => askHold('release')} />;
    case 'edit':
      return (
        mayWrite && (
          <Button
            size="xs"
            renderRoot={(props) => (
              <Link to="/jobs/$jobId/edit" params={{ jobId: job.id }} search={{ part: remedy.part }} {...props} />
            )}
          >
            {t(`why.edit-${remedy.part}`)}
          </Button>
        )
      );
    case 'show':
      return (
        <Button size="xs" variant="subtle" onClick={() => onShow(remedy.at)}>
          {t('why.show', { time: sayWhen(Date.parse(remedy.at), Date.now()) })}
        </Button>
      );
    case 'open-run':
      return (
        <Button
          size="xs"
          variant="subtle"
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

function Act({ icon, label, onClick }: { icon: 'run' | 'resume'; label: string; onClick: () => void }) {
  const Icon = icon === 'run' ? IconPlayerPlay : IconPlayerTrackNext;
  return (
    <Button size="xs" leftSection={<Icon size={14} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}
