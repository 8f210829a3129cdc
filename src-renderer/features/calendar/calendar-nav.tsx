import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlus, IconRss } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { transport } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { SubscribeDialog } from './subscribe-dialog.tsx';

interface CalendarNavProps {
  onTurn: (step: -1 | 1) => void;
  onToday: () => void;
}

/** Earlier, today, later; and what one makes from here. */
export function CalendarNav({ onTurn, onToday }: CalendarNavProps) {
  const mayMakeTokens = useMay('tokens:write');
  const mayReadFeed = useMay('calendar:read');
  const mayWrite = useMay('jobs:write');
  const [isSubscribing, setSubscribing] = useState(false);
  // The window has no address another program could read
  const canSubscribe = mayMakeTokens && mayReadFeed && transport.kind === 'browser';
  return (
    <>
      <span className={styles.nav}>
        <ActionIcon aria-label={t('calendar.before')} onClick={() => onTurn(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Button onClick={onToday}>{t('calendar.today')}</Button>
        <ActionIcon aria-label={t('calendar.after')} onClick={() => onTurn(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </span>
      {canSubscribe && (
        <Button leftSection={<IconRss size={16} aria-hidden />} onClick={() => setSubscribing(true)}>
          {t('calendar.subscribe')}
        </Button>
      )}
      {mayWrite && (
        <Button
          variant="filled"
          leftSection={<IconPlus size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/jobs/new" {...props} />}
        >
          {t('jobs.new')}
        </Button>
      )}
      {isSubscribing && <SubscribeDialog onClose={() => setSubscribing(false)} />}
    </>
  );
}
