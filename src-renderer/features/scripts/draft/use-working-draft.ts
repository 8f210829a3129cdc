import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Draft } from '#contract/scripts.ts';
import { client } from '../../../lib/client/api.ts';
import { errorCodeOf } from '../../../lib/client/describe-error.ts';
import { type DraftSnapshot, type DraftTree, makeWorkingDraft, type WorkingDraft } from './working-draft.ts';

/** The draft of a script while its editor is open. The component has a key of the script: it never changes to another. */
export function useWorkingDraft(scriptId: string, stored: Draft): { draft: WorkingDraft; now: DraftSnapshot } {
  const [draft] = useState(() =>
    makeWorkingDraft(stored, {
      save: (tree, ifSha256) => client.scripts.saveDraft({ id: scriptId, ifSha256, ...contentOf(tree) }),
      isConflict: (error) => errorCodeOf(error) === 'revision-mismatch',
      validate: (tree) => client.scripts.validate({ id: scriptId, ...contentOf(tree) }),
    }),
  );
  useEffect(() => draft.adopt(stored), [draft, stored]);
  useEffect(() => () => draft.stop(), [draft]);
  return { draft, now: useSyncExternalStore(draft.subscribe, draft.snapshot) };
}

function contentOf({ entrypoint, requirements, files }: DraftTree) {
  return { entrypoint, files: [...files], ...(requirements !== null && { requirements }) };
}
