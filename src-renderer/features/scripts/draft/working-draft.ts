import type { Draft, Validation } from '#contract/scripts.ts';
import type { SourceFile } from '#contract/source-file.ts';

/** The files of a draft and where Python begins. */
export interface DraftTree {
  entrypoint: string;
  requirements: string | null;
  files: readonly SourceFile[];
}

export interface DraftSnapshot {
  tree: DraftTree;
  state: 'saved' | 'unsaved' | 'saving' | 'failed';
  /** When the core last took it. */
  savedAt: string;
  /** Why it could not be saved. */
  error: unknown;
  validation: Validation;
  /** Grows whenever the files were replaced by something other than typing. */
  epoch: number;
}

/** The two operations of the contract a draft needs. */
export interface DraftPorts {
  save(tree: DraftTree): Promise<Draft>;
  validate(tree: DraftTree): Promise<Validation>;
}

/** A draft while it is edited: kept by itself a moment after the last key, checked a little earlier. */
export interface WorkingDraft {
  snapshot(): DraftSnapshot;
  subscribe(listener: () => void): () => void;
  edit(change: (tree: DraftTree) => DraftTree): void;
  /** Saves what is not saved yet; whether all of it is. */
  flush(): Promise<boolean>;
  /** Takes what the core has where it is newer and nothing here would be lost. */
  adopt(draft: Draft): void;
  /** Takes what replaces the draft, whatever was here. */
  replace(draft: Draft): void;
  /** Goes back to files of before, and saves them. */
  restore(tree: DraftTree): void;
  stop(): void;
}

const saveAfterMs = 1_200;
const checkAfterMs = 500;
const retryAfterMs = 5_000;

/** Begins with the draft as the core has it. */
export function makeWorkingDraft(first: Draft, ports: DraftPorts): WorkingDraft {
  const listeners = new Set<() => void>();
  let current: DraftSnapshot = { ...asSaved(first), epoch: 0 };
  let savedTree = current.tree;
  let saving: Promise<void> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let checkTimer: ReturnType<typeof setTimeout> | undefined;

  const show = (change: Partial<DraftSnapshot>) => {
    current = { ...current, ...change };
    for (const listener of [...listeners]) listener();
  };
  const saveLater = (ms: number) => {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => void flush(), ms);
  };
  const save = async () => {
    const { tree } = current;
    show({ state: 'saving' });
    try {
      const saved = await ports.save(tree);
      savedTree = tree;
      const isAll = current.tree === tree;
      show({
        state: isAll ? 'saved' : 'unsaved',
        savedAt: saved.updatedAt,
        error: null,
        ...(isAll && { validation: saved.validation }),
      });
    } catch (error) {
      show({ state: 'failed', error });
      saveLater(retryAfterMs);
    }
    saving = undefined;
  };
  const flush = async (): Promise<boolean> => {
    clearTimeout(saveTimer);
    // One after the other: the last one to arrive is what stays.
    while (saving !== undefined) await saving;
    if (current.tree === savedTree) return true;
    saving = save();
    await saving;
    return current.state === 'failed' ? false : flush();
  };
  const check = async () => {
    const { tree } = current;
    // What is wrong is also said when it is saved; a check that fails is no news.
    const validation = await ports.validate(tree).catch(() => undefined);
    if (validation !== undefined && current.tree === tree) show({ validation });
  };
  const edit = (change: (tree: DraftTree) => DraftTree) => {
    const tree = change(current.tree);
    if (tree === current.tree) return;
    show({ tree, ...(saving === undefined && { state: 'unsaved' }) });
    saveLater(saveAfterMs);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(() => void check(), checkAfterMs);
  };
  const replace = (draft: Draft) => {
    clearTimeout(saveTimer);
    clearTimeout(checkTimer);
    const saved = asSaved(draft);
    savedTree = saved.tree;
    show({ ...saved, epoch: current.epoch + 1 });
  };

  return {
    snapshot: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit,
    flush,
    adopt: (draft) => {
      const isNewer = Date.parse(draft.updatedAt) > Date.parse(current.savedAt);
      if (isNewer && saving === undefined && current.tree === savedTree) replace(draft);
    },
    replace,
    restore: (tree) => {
      edit(() => tree);
      show({ epoch: current.epoch + 1 });
    },
    stop: () => {
      clearTimeout(saveTimer);
      clearTimeout(checkTimer);
    },
  };
}

function asSaved(draft: Draft): Omit<DraftSnapshot, 'epoch'> {
  const { entrypoint, requirements, files, updatedAt, validation } = draft;
  return {
    tree: { entrypoint, requirements, files },
    state: 'saved',
    savedAt: updatedAt,
    error: null,
    validation,
  };
}
