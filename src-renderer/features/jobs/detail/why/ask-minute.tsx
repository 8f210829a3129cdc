import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { fromLocalInput, toLocalInput } from '../../../../lib/format/local-input.ts';
import { t } from '../../../../lib/messages/messages.ts';
import styles from './why-panel.module.css';

interface AskMinuteProps {
  /** The minute that is explained. */
  at: number | undefined;
  onAsk: (at: number) => void;
}

/** Any minute one asks about, past or to come, in the viewer's own time. */
export function AskMinute({ at, onAsk }: AskMinuteProps) {
  const id = useId();
  const shown = at === undefined ? '' : toLocalInput(at);
  // What is being typed holds until another minute is explained.
  const [draft, setDraft] = useState({ of: shown, text: shown });
  const typed = draft.of === shown ? draft.text : shown;
  const ask = (text: string) => {
    const wanted = fromLocalInput(text);
    if (wanted !== undefined && text !== shown) onAsk(wanted);
  };
  return (
    <form
      className={styles.ask}
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
      }}
    >
      <label htmlFor={id}>{t('why.ask')}</label>
      <TextInput
        id={id}
        type="datetime-local"
        size="xs"
        value={typed}
        onChange={(event) => setDraft({ of: shown, text: event.currentTarget.value })}
        onBlur={() => ask(typed)}
      />
    </form>
  );
}
