import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { createFromFile, uploadPattern } from './upload-script.ts';

interface ImportOptions {
  folder: string | undefined;
  /** A single file leads to its editor. */
  onOpen: (scriptId: string) => void;
}

/** Makes scripts of files; each that cannot be taken is named with the reason. */
export function useImport({ folder, onOpen }: ImportOptions) {
  const queryClient = useQueryClient();
  const taking = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const made = [];
      for (const file of files) {
        try {
          made.push(await createFromFile(file, folder));
        } catch (error) {
          notifyFailed(t('scripts.import-failed', { name: file.name }), error);
        }
      }
      return made;
    },
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: api.scripts.key() });
      const [only, ...others] = made;
      if (only !== undefined && others.length === 0) onOpen(only.id);
      else if (made.length > 0) notifyDone(t('scripts.imported', { n: made.length }));
    },
  });
  const take = (files: readonly File[]) => {
    const fitting = files.filter(({ name }) => uploadPattern.test(name));
    if (fitting.length === 0) notifyDone(t('scripts.import-kinds'));
    else taking.mutate(fitting);
  };
  return { take, isBusy: taking.isPending };
}
