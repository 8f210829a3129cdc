import { Button } from '@mantine/core';
import { useState } from 'react';
import { fromLocalInput, toLocalInput } from '../../../../lib/format/local-input.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { FieldFaultsReported, useFieldFaults } from '../../../../ui/field-faults.tsx';
import { MomentField } from '../../../../ui/moment-field.tsx';
import styles from './why-panel.module.css';

interface AskMinuteProps {
  /** The minute that is explained. */
  at: number | undefined;
  onAsk: (at: number) => void;
}

/** Any minute one asks about, past or to come, in the viewer's own time. */
export function AskMinute({ at, onAsk }: AskMinuteProps) {
  const shown = at === undefined ? '' : toLocalInput(at);
  // What was chosen holds until another minute is explained.
  const [draft, setDraft] = useState({ of: shown, text: shown });
  const text = draft.of === shown ? draft.text : shown;
  const { faults, report } = useFieldFaults();
  const wanted = faults.size === 0 ? fromLocalInput(text) : undefined;
  return (
    <form
      className={styles.ask}
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== undefined) onAsk(wanted);
      }}
    >
      <span className={styles.askLabel} aria-hidden>
        {t('why.ask')}
      </span>
      <FieldFaultsReported report={report}>
        <MomentField
          label={t('why.ask')}
          isLabelHidden
          isOptional
          size="xs"
          value={text}
          onChange={(next) => setDraft({ of: shown, text: next })}
        />
      </FieldFaultsReported>
      <Button type="submit" size="xs" disabled={wanted === undefined}>
        {t('why.ask-now')}
      </Button>
    </form>
  );
}
