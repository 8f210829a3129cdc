import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../../../lib/client/api.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';

interface WatchFolderProps {
  watched: readonly string[];
  /** None is watched yet: the field is there without being asked for. */
  isFirst: boolean;
  onWatched: (folder: string) => void;
}

/** Lets an administrator watch one folder more, without leaving the form. */
export function WatchFolder({ watched, isFirst, onWatched }: WatchFolderProps) {
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(isFirst);
  const [folder, setFolder] = useState('');
  const watch = useMutation({
    mutationFn: () => client.settings.update({ watchedFolders: [...watched, folder.trim()] }),
    onSuccess: async ({ watchedFolders }) => {
      await queryClient.invalidateQueries({ queryKey: api.settings.key() });
      // The core writes a path its own way: what is new is the folder that was meant.
      const added = watchedFolders.find((each) => !watched.includes(each)) ?? folder.trim();
      setFolder('');
      setOpen(false);
      onWatched(added);
    },
  });
  const failure = watch.error === null ? undefined : describeError(watch.error);
  const add = () => {
    if (folder.trim() !== '') watch.mutate();
  };
  if (!isOpen) {
    return (
      <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen(true)}>
        {t('job-form.watch-another')}
      </Button>
    );
  }
  return (
    <>
      <div className={styles.adding}>
        <TextInput
          className={styles.grow ?? ''}
          classNames={{ input: 'mono' }}
          label={t('job-form.watch')}
          placeholder="/srv/drop"
          spellCheck={false}
          value={folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter is for this field here, not for the whole form.
            event.preventDefault();
            add();
          }}
        />
        <Button loading={watch.isPending} disabled={folder.trim() === ''} onClick={add}>
          {t('job-form.watch-it')}
        </Button>
      </div>
      <Problem>{failure?.fields[0]?.message ?? failure?.detail}</Problem>
    </>
  );
}
