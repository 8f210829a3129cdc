import { Button } from '@mantine/core';
import { useState } from 'react';
import { fromLocalInput, toLocalInput } from '../../../lib/format/local-input.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FieldFaultsReported, useFieldFaults } from '../../../ui/field-faults.tsx';
import { MomentField } from '../../../ui/moment-field.tsx';
import type { CalendarEntry } from '../plan-calendar.ts';
import styles from './mark.module.css';

/** The way to another time for those who do not drag. */
export function MoveForm({ entry, onMove }: { entry: CalendarEntry; onMove: (at: number) => void }) {
  const [text, setText] = useState(() => toLocalInput(entry.at));
  const { faults, report } = useFieldFaults();
  const at = faults.size === 0 ? fromLocalInput(text) : undefined;
  return (
    <form
      className={styles.move}
      onSubmit={(event) => {
        event.preventDefault();
        if (at !== undefined) onMove(at);
      }}
    >
      <FieldFaultsReported report={report}>
        <MomentField isInPopover label={t('calendar.move-to')} size="xs" value={text} onChange={setText} />
      </FieldFaultsReported>
      <Button type="submit" size="xs" disabled={at === undefined || at === entry.at}>
        {t('calendar.move')}
      </Button>
    </form>
  );
}
