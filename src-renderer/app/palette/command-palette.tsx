import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import styles from './command-palette.module.css';
import { useFoundObjects, useRunnable } from './find-objects.ts';
import { type PaletteEntry, useActions } from './palette-entries.ts';
import { isMeant, readPaletteQuery } from './palette-query.ts';

interface CommandPaletteProps {
  query: string;
  onQuery: (query: string) => void;
  onClose: () => void;
  onHelp: () => void;
}

/** Everything one can go to or do, by typing some of its name. A leading `>` leaves the actions alone. */
export default function CommandPalette({ query, onQuery, onClose, onHelp }: CommandPaletteProps) {
  const listId = useId();
  const [place, setPlace] = useState(0);
  const { kind, wanted } = readPaletteQuery(query, t('palette.run-verb'));
  const [settled] = useDebouncedValue(wanted, 120);
  const actions = useActions({ onHelp });
  const objects = useFoundObjects(kind === 'all' ? settled : '');
  const runnable = useRunnable(settled, kind === 'run');
  const meant = kind === 'run' ? [] : actions.filter((action) => isMeant(action, wanted));
  const entries = [...runnable, ...objects, ...meant];
  // What was found may have become fewer under the cursor.
  const active = Math.min(place, entries.length - 1);

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setPlace((active + 1) % Math.max(1, entries.length));
    else if (event.key === 'ArrowUp') setPlace((active - 1 + entries.length) % Math.max(1, entries.length));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(entries[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      centered={false}
      yOffset={80}
      size={560}
      padding={0}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
    >
      <div className={styles.search}>
        <IconSearch size={16} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={entries.length === 0 ? undefined : `${listId}-${active}`}
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          spellCheck={false}
          value={query}
          onChange={(event) => {
            onQuery(event.currentTarget.value);
            setPlace(0);
          }}
          onKeyDown={press}
        />
        <KeyHint keys="Escape" />
      </div>
      <div id={listId} role="listbox" aria-label={t('palette.found')} className={styles.list}>
        {entries.map((entry, index) => (
          <Entry
            key={entry.key}
            id={`${listId}-${index}`}
            entry={entry}
            wanted={wanted}
            isActive={index === active}
            onPoint={() => setPlace(index)}
            onChoose={() => choose(entry)}
          />
        ))}
      </div>
      {entries.length === 0 && <p className={styles.empty}>{t('palette.empty')}</p>}
      <div className={styles.foot}>
        <KeyHint keys="ArrowUp" />
        <KeyHint keys="ArrowDown" /> {t('palette.choose')} <span>{t('palette.actions-only')}</span>
      </div>
    </Modal>
  );
}

interface EntryProps {
  id: string;
  entry: PaletteEntry;
  wanted: string;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Entry({ id, entry, wanted, isActive, onPoint, onChoose }: EntryProps) {
  const Icon = entry.icon;
  return (
    <button
      ref={isActive ? showWhole : null}
      id={id}
      type="button"
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className={styles.entry}
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      <Icon size={16} aria-hidden />
      <span className="grow ellipsis">
        <Marked text={entry.label} wanted={wanted} />
      </span>
      <span className="t3 xs">{entry.note}</span>
      {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
    </button>
  );
}

function Marked({ text, wanted }: { text: string; wanted: string }) {
  const start = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  if (start < 0) return text;
  const end = start + wanted.length;
  return (
    <>
      {text.slice(0, start)}
      <b>{text.slice(start, end)}</b>
      {text.slice(end)}
    </>
  );
}

function showWhole(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
