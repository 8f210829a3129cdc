import { useState } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import { notifyUndoable } from '../../../ui/notify.tsx';
import { putBack, removeFile, renameFile, writeFile } from '../draft/edit-tree.ts';
import type { WorkingDraft } from '../draft/working-draft.ts';

/** The file one gives a name to; a new one where `renamed` is undefined. */
export interface NamedFile {
  renamed: string | undefined;
}

/** What one does with the files of a draft, and the name that is being asked for. */
export function useFileEdits(draft: WorkingDraft, openFile: (path: string) => void) {
  const [naming, setNaming] = useState<NamedFile>();
  return {
    naming,
    add: () => setNaming({ renamed: undefined }),
    rename: (path: string) => setNaming({ renamed: path }),
    stopNaming: () => setNaming(undefined),
    finishNaming: (path: string) => {
      const renamed = naming?.renamed;
      draft.edit((tree) => (renamed === undefined ? writeFile(tree, path, '') : renameFile(tree, renamed, path)));
      setNaming(undefined);
      openFile(path);
    },
    write: (path: string, content: string) => draft.edit((tree) => writeFile(tree, path, content)),
    startHere: (path: string) => draft.edit((tree) => ({ ...tree, entrypoint: path })),
    remove: (path: string) => {
      const file = draft.snapshot().tree.files.find((each) => each.path === path);
      if (file === undefined) return;
      draft.edit((tree) => removeFile(tree, path));
      notifyUndoable(t('scripts.deleted-file', { name: path }), () => draft.edit((tree) => putBack(tree, file)));
    },
  };
}

export type FileEdits = ReturnType<typeof useFileEdits>;
