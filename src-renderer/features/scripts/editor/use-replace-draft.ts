import { t } from '../../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../../ui/notify.tsx';
import type { WorkingDraft } from '../draft/working-draft.ts';
import { uploadDraft, uploadPattern } from '../upload-script.ts';

/** Takes a dropped file or archive for the draft; the draft of before can be had back. */
export function useReplaceDraft(scriptId: string, draft: WorkingDraft): (files: readonly File[]) => void {
  const replace = async (file: File) => {
    const before = draft.snapshot().tree;
    try {
      // What was typed a moment ago must not be saved over what was dropped.
      await draft.flush();
      draft.replace(await uploadDraft(scriptId, file));
      notifyUndoable(t('scripts.uploaded', { name: file.name }), () => draft.restore(before));
    } catch (error) {
      notifyFailed(t('scripts.upload-failed', { name: file.name }), error);
    }
  };
  return (files) => {
    const file = files.find(({ name }) => uploadPattern.test(name));
    if (file === undefined) notifyDone(t('scripts.import-kinds'));
    else void replace(file);
  };
}
