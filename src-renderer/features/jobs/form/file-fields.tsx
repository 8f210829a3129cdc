import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type AwaitedEvent, fileMoves, readAwaited, writeAwaited } from '../../../lib/awaited-event.ts';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';
import type { TriggerFieldsProps } from './trigger-editor.tsx';
import { WatchFolder } from './watch-folder.tsx';

type AwaitedFile = Extract<AwaitedEvent, { of: 'file' }>;

/** When a file arrives, changes or goes in a folder that is watched. */
export function FileFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const mayRead = useMay('settings:read');
  const mayWatch = useMay('settings:write');
  const { data: settings } = useQuery(api.settings.get.queryOptions({ enabled: mayRead }));
  const awaited = readAwaited(trigger);
  const file: AwaitedFile = awaited?.of === 'file' ? awaited : { of: 'file', folder: '', what: 'created', ending: '' };
  const wait = (change: Partial<AwaitedFile>) => {
    const next = { ...file, ...change };
    // Without a folder it would be every file of every folder: nothing is waited for until one is chosen.
    onChange(next.folder === '' ? { expr: '', filter: null } : writeAwaited(next));
  };
  const watched = settings?.watchedFolders ?? [];
  const folders = file.folder === '' || watched.includes(file.folder) ? watched : [file.folder, ...watched];
  return (
    <>
      <div className={styles.sentence}>
        {t('job-form.when-file')}
        <Select
          aria-label={t('job-form.file-move')}
          w={120}
          disabled={file.folder === ''}
          data={fileMoves.map((value) => ({ value, label: t(`job-form.file-move.${value}`) }))}
          value={file.what}
          onChange={(next) => wait({ what: fileMoves.find((each) => each === next) ?? 'created' })}
        />
        {t('job-form.in-folder')}
        {mayRead ? (
          <Select
            aria-label={t('job-form.watched-folder')}
            w={240}
            placeholder={t('job-form.choose-folder')}
            data={folders}
            value={file.folder === '' ? null : file.folder}
            onChange={(folder) => wait({ folder: folder ?? '' })}
          />
        ) : (
          <TextInput
            aria-label={t('job-form.watched-folder')}
            w={240}
            placeholder="/srv/drop"
            value={file.folder}
            onChange={(event) => wait({ folder: event.currentTarget.value })}
          />
        )}
        {t('job-form.named')}
        <TextInput
          aria-label={t('job-form.ending')}
          w={96}
          placeholder=".csv"
          disabled={file.folder === ''}
          value={file.ending}
          onChange={(event) => wait({ ending: event.currentTarget.value })}
        />
      </div>
      {settings !== undefined && file.folder !== '' && !watched.includes(file.folder) && (
        <p className={styles.aside}>{t('job-form.not-watched', { folder: file.folder })}</p>
      )}
      {mayWatch && settings !== undefined && (
        <WatchFolder watched={watched} isFirst={watched.length === 0} onWatched={(folder) => wait({ folder })} />
      )}
      {!mayWatch && watched.length === 0 && <p className={styles.aside}>{t('job-form.ask-to-watch')}</p>}
      {file.folder !== '' && <p className={styles.aside}>{t('job-form.file-given')}</p>}
      <Problem>{problemAt('expr') ?? problemAt('filter')}</Problem>
    </>
  );
}
