import { Button, Menu } from '@mantine/core';
import { IconPlayerPlay, IconPlayerSkipForward, IconZzz } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { formatCountdown, formatDuration } from '../../../lib/format/duration.ts';
import { t } from '../../../lib/messages/messages.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { nextDay, readDay } from '../calendar-range.ts';
import { type CalendarEntry, isAhead } from '../plan-calendar.ts';
import { sayCount, sayPass, sayWhen, sayWhyNot } from './entry-words.ts';
import styles from './mark.module.css';
import { MoveForm } from './move-form.tsx';
import { useEntryActions } from './use-entry-actions.ts';
import { useUsual } from './use-usual.ts';

interface EntryCardProps {
  entry: CalendarEntry;
  jobs: readonly Job[];
  onClose: () => void;
}

const hourMs = 3_600_000;

/** What one entry of the calendar is, and what to do about it. */
export function EntryCard({ entry, jobs, onClose }: EntryCardProps) {
  const mayWrite = useMay('jobs:write');
  const usualMs = useUsual(entry.job.id);
  const actions = useEntryActions(jobs);
  const pass = sayPass(entry.at);
  return (
    <>
      <div className={styles.cardHead}>
        <h2 className={styles.cardTitle}>
          <Link to="/jobs/$jobId" params={{ jobId: entry.job.id }}>
            {entry.job.name}
          </Link>
        </h2>
        {usualMs !== undefined && (
          <span className="t3 xs">{t('calendar.usual', { time: formatDuration(usualMs) })}</span>
        )}
      </div>
      <p className="xs">
        <StatusBadge status={entry.status} />{' '}
        <span className="t2">{[sayCount(entry), sayWhyNot(entry)].filter((word) => word !== '').join(', ')}</span>
      </p>
      <p className="t2 xs">
        {sayWhen(entry)}
        {isAhead(entry.status) && <Until at={entry.at} />}
        {pass !== '' && ` ${pass}`}
      </p>
      {mayWrite && entry.movable !== null && (
        <MoveForm
          entry={entry}
          onMove={(at) => {
            onClose();
            void actions.move(entry, at);
          }}
        />
      )}
      <EntryActs entry={entry} jobs={jobs} onClose={onClose} />
    </>
  );
}

function Until({ at }: { at: number }) {
  const left = at - useNow();
  return left > 0 && `, ${t('calendar.in', { time: formatCountdown(left) })}`;
}

/** Runs it now, leaves it out, puts it off; or goes to where more is known of it. */
function EntryActs({ entry, jobs, onClose }: EntryCardProps) {
  const actions = useEntryActions(jobs);
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write');
  const job = jobs.find(({ id }) => id === entry.job.id);
  const isComing = isAhead(entry.status);
  const isNext = isComing && job?.nextAt != null && Date.parse(job.nextAt) === entry.at;
  const now = Date.now();
  const tomorrow = nextDay(readDay(undefined, new Date(now))).getTime();
  const act = (what: Promise<void>) => {
    onClose();
    void what;
  };
  return (
    <div className={styles.acts}>
      {entry.runId !== null && (
        <Button
          size="xs"
          variant="filled"
          renderRoot={(props) => <Link to="/runs/$runId" params={{ runId: entry.runId ?? '' }} {...props} />}
        >
          {t('calendar.open-run')}
        </Button>
      )}
      {mayRun && (
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => act(actions.runNow(entry))}
        >
          {t('jobs.run-now')}
        </Button>
      )}
      {mayWrite && isNext && (
        <Button
          size="xs"
          leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
          onClick={() => act(actions.skipNext(entry))}
        >
          {t('calendar.skip')}
        </Button>
      )}
      {mayWrite && isComing && (
        // Outside of the card a click would close it before it was heard
        <Menu withinPortal={false}>
          <Menu.Target>
            <Button size="xs" leftSection={<IconZzz size={14} aria-hidden />}>
              {t('calendar.snooze')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => act(actions.snooze(entry, now + hourMs))}>{t('calendar.snooze-hour')}</Menu.Item>
            <Menu.Item onClick={() => act(actions.snooze(entry, tomorrow))}>{t('calendar.snooze-tomorrow')}</Menu.Item>
            <Menu.Item onClick={() => act(actions.snooze(entry, entry.until))}>{t('calendar.snooze-this')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
