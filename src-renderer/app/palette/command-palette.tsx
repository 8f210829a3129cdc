import '@mantine/spotlight/styles.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useFoundObjects } from './find-objects.ts';
import { type PaletteEntry, useActions } from './palette-entries.ts';
import styles from './command-palette.module.css';

const [store, palette] = createSpotlight();

/** Everything one can go to or do, by typing some of its name. A leading `>` leaves the actions alone. */
export default function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [query, setQuery] = useState('');
  const isActionsOnly = query.startsWith('>');
  const wanted = query.replace(/^>\s*/, '').trim().toLowerCase();
  const [settled] = useDebouncedValue(wanted, 120);
  const actions = useActions({ onHelp });
  const objects = useFoundObjects(isActionsOnly ? '' : settled);
  const matching = actions.filter(({ label }) => label.toLowerCase().includes(wanted));
  useEffect(() => palette.open(), []);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      scrollable
      maxHeight={420}
      radius="xl"
      classNames={{ content: styles.content ?? '', body: styles.body ?? '' }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<KeyHint keys="Escape" />}
        classNames={{ input: styles.input ?? '' }}
      />
      <Spotlight.ActionsList className={styles.list ?? ''}>
        {[...objects, ...matching].map((entry) => (
          <Entry key={entry.key} entry={entry} wanted={wanted} />
        ))}
        {objects.length + matching.length === 0 && <Spotlight.Empty>{t('palette.empty')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
      <div className={styles.foot}>
        <KeyHint keys="ArrowUp" />
        <KeyHint keys="ArrowDown" /> {t('palette.choose')} <span>{t('palette.actions-only')}</span>
      </div>
    </Spotlight.Root>
  );
}

function Entry({ entry, wanted }: { entry: PaletteEntry; wanted: string }) {
  const Icon = entry.icon;
  const start = wanted === '' ? -1 : entry.label.toLowerCase().indexOf(wanted);
  return (
    <Spotlight.Action onClick={entry.run} className={styles.action ?? ''}>
      <Icon size={16} aria-hidden />
      <span className="grow ellipsis">
        {start < 0 ? (
          entry.label
        ) : (
          <>
            {entry.label.slice(0, start)}
            <b>{entry.label.slice(start, start + wanted.length)}</b>
            {entry.label.slice(start + wanted.length)}
          </>
        )}
      </span>
      <span className="t3 xs">{entry.note}</span>
      {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
    </Spotlight.Action>
  );
}
