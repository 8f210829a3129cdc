import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlus, IconRss } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { transport } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Segments } from '../../ui/segments.tsx';
import styles from './calendar.module.css';
import type { CalendarView } from './calendar-place.ts';
import type { CalendarRange } from './calendar-range.ts';
import { titleOf, weekNumber } from './calendar-title.ts';
import { SubscribeDialog } from './subscribe-dialog.tsx';

interface CalendarNavProps {
  view: CalendarView;
  day: Date;
  range: CalendarRange;
  onTurn: (step: -1 | 1) => void;
  onToday: () => void;
}

/** Earlier, today, later, and what is shown. */
export function CalendarNav({ view, day, range, onTurn, onToday }: CalendarNavProps) {
  return (
    <>
      <span className={styles.nav}>
        <ActionIcon size="xs" aria-label={t('calendar.before')} onClick={() => onTurn(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Button size="xs" onClick={onToday}>
          {t('calendar.today')}
        </Button>
        <ActionIcon size="xs" aria-label={t('calendar.after')} onClick={() => onTurn(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </span>
      <b className={styles.title} aria-live="polite">
        {titleOf(view, day, range)}
      </b>
      <span className={styles.titleNote}>
        {view === 'week' && `${t('calendar.week-of', { n: weekNumber(range.from) })} · `}
        {viewerZone()}
      </span>
    </>
  );
}

interface CalendarActionsProps {
  view: CalendarView;
  onView: (view: CalendarView) => void;
}

const views = ['month', 'week', 'day', 'agenda'] as const;

/** How it is shown, and what one makes from here. */
export function CalendarActions({ view, onView }: CalendarActionsProps) {
  const mayMakeTokens = useMay('tokens:write');
  const mayReadFeed = useMay('calendar:read');
  const mayWrite = useMay('jobs:write');
  const [isSubscribing, setSubscribing] = useState(false);
  // The window has no address another program could read
  const canSubscribe = mayMakeTokens && mayReadFeed && transport.kind === 'browser';
  return (
    <>
      <Segments
        label={t('calendar.view')}
        value={view}
        options={views.map((value) => ({ value, label: t(`calendar.view.${value}`) }))}
        onChange={onView}
      />
      {canSubscribe && (
        <Button
          aria-label={t('calendar.subscribe')}
          leftSection={<IconRss size={16} aria-hidden />}
          onClick={() => setSubscribing(true)}
        >
          <span className={styles.wide}>{t('calendar.subscribe')}</span>
        </Button>
      )}
      {mayWrite && (
        <Button
          variant="filled"
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-label={t('jobs.new')}
          renderRoot={(props) => <Link to="/jobs/new" {...props} />}
        >
          <span className={styles.wide}>{t('jobs.new')}</span>
        </Button>
      )}
      {isSubscribing && <SubscribeDialog onClose={() => setSubscribing(false)} />}
    </>
  );
}
