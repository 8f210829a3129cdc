import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fromLocalInput, toLocalInput } from '../../../lib/format/local-input.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { CalendarEntry } from '../plan-calendar.ts';
import styles from './mark.module.css';

/** The way to another time for those who do not drag. */
export function MoveForm({ entry, onMove }: { entry: CalendarEntry; onMove: (at: number) => void }) {
  const [text, setText] = useState(() => toLocalInput(entry.at));
  const at = fromLocalInput(text);
  return (
    <form
      className={styles.move}
      onSubmit={(event) => {
        event.preventDefault();
        if (at !== undefined) onMove(at);
      }}
    >
      <TextInput
        type="datetime-local"
        size="xs"
        label={t('calendar.move-to')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" disabled={at === undefined || at === entry.at}>
        {t('calendar.move')}
      </Button>
    </form>
  );
}
