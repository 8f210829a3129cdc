import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconPlayerSkipForward, IconZzz } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatCountdown } from '../../lib/format/duration.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './calendar.module.css';
import { findClockChange, nextDay, readDay } from './calendar-range.ts';
import { sayCount, sayWhyNot } from './entry-words.ts';
import { type CalendarEntry, isAhead } from './plan-calendar.ts';
import { useEntryActions } from './use-entry-actions.ts';

interface EntryDialogProps {
  entry: CalendarEntry;
  jobs: readonly Job[];
  onClose: () => void;
}

const hourMs = 3_600_000;

/** What one entry of the calendar is, and what to do about it. */
export function EntryDialog({ entry, jobs, onClose }: EntryDialogProps) {
  const actions = useEntryActions(jobs);
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write');
  const job = jobs.find(({ id }) => id === entry.job.id);
  const isComing = isAhead(entry.status);
  const isNext = isComing && job?.nextAt != null && Date.parse(job.nextAt) === entry.at;
  const now = Date.now();
  const act = (what: Promise<void>) => {
    onClose();
    void what;
  };
  const tomorrow = nextDay(readDay(undefined, new Date(now))).getTime();
  return (
    <Modal opened onClose={onClose} title={entry.job.name} size={420}>
      <p>
        <StatusBadge status={entry.status} /> {sayCount(entry)} {sayWhyNot(entry)}
      </p>
      <p className="t2">
        {formatExact(entry.at)}
        {isComing && entry.count === 1 && `, ${t('calendar.in', { time: formatCountdown(entry.at - now) })}`}
      </p>
      {findClockChange(readDay(undefined, new Date(entry.at))) !== undefined && (
        <p className="t3 xs">{t('calendar.clocks-change')}</p>
      )}
      {mayWrite && entry.movable !== null && (
        <MoveForm entry={entry} onMove={(at) => act(Promise.resolve(actions.move(entry, at)))} />
      )}
      <Group mt="lg" gap="sm" className={styles.acts ?? ''}>
        {mayRun && (
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => act(actions.runNow(entry))}>
            {t('jobs.run-now')}
          </Button>
        )}
        {mayWrite && isNext && (
          <Button
            leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
            onClick={() => act(actions.skipNext(entry))}
          >
            {t('calendar.skip')}
          </Button>
        )}
        {mayWrite && isComing && (
          <Menu>
            <Menu.Target>
              <Button leftSection={<IconZzz size={16} aria-hidden />}>{t('calendar.snooze')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => act(actions.snooze(entry, now + hourMs))}>
                {t('calendar.snooze-hour')}
              </Menu.Item>
              <Menu.Item onClick={() => act(actions.snooze(entry, tomorrow))}>
                {t('calendar.snooze-tomorrow')}
              </Menu.Item>
              <Menu.Item onClick={() => act(actions.snooze(entry, entry.until))}>{t('calendar.snooze-this')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {entry.runId !== null && (
          <Button renderRoot={(props) => <Link to="/runs/$runId" params={{ runId: entry.runId ?? '' }} {...props} />}>
            {t('calendar.open-run')}
          </Button>
        )}
        <Button
          variant="filled"
          renderRoot={(props) => <Link to="/jobs/$jobId" params={{ jobId: entry.job.id }} {...props} />}
        >
          {t('calendar.open-job')}
        </Button>
      </Group>
    </Modal>
  );
}

/** The way to another time for those who do not drag. */
function MoveForm({ entry, onMove }: { entry: CalendarEntry; onMove: (at: number) => void }) {
  const [text, setText] = useState(() => writeLocal(entry.at));
  const at = new Date(text).getTime();
  return (
    <form
      className={styles.move}
      onSubmit={(event) => {
        event.preventDefault();
        onMove(at);
      }}
    >
      <TextInput
        type="datetime-local"
        label={t('calendar.move-to')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" disabled={Number.isNaN(at) || at === entry.at}>
        {t('calendar.move')}
      </Button>
    </form>
  );
}

/** An instant as a date-time field writes it, on the viewer's clock. */
function writeLocal(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
