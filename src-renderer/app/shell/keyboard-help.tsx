import { Modal, Switch } from '@mantine/core';
import { shortcutMap } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import styles from './shell.module.css';

/** Every key that does something on this very page, and the switch for those without a modifier. */
export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { singleKeyShortcuts } = usePreferences();
  const groups = Map.groupBy(shortcutMap.list(), ({ group }) => group);
  return (
    <Modal opened onClose={onClose} title={t('keys.help')} size="lg">
      <div className={styles.helpList}>
        {[...groups].map(([group, shortcuts]) => (
          <section key={group} className={styles.helpGroup}>
            <h3>{group}</h3>
            <ul>
              {shortcuts.map(({ keys, label }) => (
                <li key={keys}>
                  {label} <KeyHint keys={keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Switch
        checked={singleKeyShortcuts}
        onChange={(event) => setPreferences({ singleKeyShortcuts: event.currentTarget.checked })}
        label={t('keys.single')}
        description={t('keys.single-help')}
      />
    </Modal>
  );
}
