import { Input, Select, Switch, useMantineColorScheme } from '@mantine/core';
import { chooseLanguage, languages, t } from '../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { Region } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import styles from './settings.module.css';

/** How it looks and speaks on this device. */
export function AppearanceRegion() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language, singleKeyShortcuts } = usePreferences();
  const speak = async (next: string | null) => {
    const chosen = next === 'auto' ? null : next;
    setPreferences({ language: chosen });
    await chooseLanguage(chosen === null ? navigator.languages : [chosen]);
    // Every text on the screen was already drawn in the language before.
    location.reload();
  };
  return (
    <Region title={t('settings.appearance')} note={t('settings.this-device')}>
      <div className={styles.fields}>
        <Input.Wrapper label={t('settings.scheme')} labelElement="div">
          <div className={styles.segments}>
            <Segments
              label={t('settings.scheme')}
              value={colorScheme}
              options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))}
              onChange={setColorScheme}
            />
          </div>
        </Input.Wrapper>
        <Select
          label={t('settings.language')}
          w={220}
          data={[
            { value: 'auto', label: t('settings.language-auto') },
            ...languages.map((tag) => ({ value: tag, label: nameOf(tag) })),
          ]}
          value={language ?? 'auto'}
          onChange={(next) => void speak(next)}
        />
        <Switch
          size="xs"
          mb={5}
          label={t('settings.single-keys')}
          checked={singleKeyShortcuts}
          onChange={(event) => setPreferences({ singleKeyShortcuts: event.currentTarget.checked })}
        />
      </div>
    </Region>
  );
}

/** A language by its own name. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
