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
  /** `conflict`: another draft was saved meanwhile; what is here waits until somebody says which one stays. */
  state: 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';
  /** When the core last took it. */
  savedAt: string;
  /** Why it could not be saved. */
  error: unknown;
  validation: Validation;
  /** Grows whenever the files were replaced by something other than typing. */
  epoch: number;
}

/** What a draft needs of the contract. */
export interface DraftPorts {
  /** Fails where the draft there is not the one of `ifSha256`. */
  save(tree: DraftTree, ifSha256: string): Promise<Draft>;
  /** Whether saving failed for that reason. */
  isConflict(error: unknown): boolean;
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
  /** Saves what is here over a draft that was saved elsewhere. */
  overrule(theirs: Draft): Promise<boolean>;
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
  /** The draft this one began from: what may be saved over. */
  let base = first.sha256;
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
      const saved = await ports.save(tree, base);
      savedTree = tree;
      base = saved.sha256;
      const isAll = current.tree === tree;
      show({
        state: isAll ? 'saved' : 'unsaved',
        savedAt: saved.updatedAt,
        error: null,
        ...(isAll && { validation: saved.validation }),
      });
    } catch (error) {
      const isConflict = ports.isConflict(error);
      show({ state: isConflict ? 'conflict' : 'failed', error });
      // Trying again would not make it another draft.
      if (!isConflict) saveLater(retryAfterMs);
    }
    saving = undefined;
  };
  const flush = async (): Promise<boolean> => {
    clearTimeout(saveTimer);
    // One after the other: the last one to arrive is what stays.
    while (saving !== undefined) await saving;
    if (current.state === 'conflict') return false;
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
    const isHeld = saving !== undefined || current.state === 'conflict';
    show({ tree, ...(!isHeld && { state: 'unsaved' }) });
    if (current.state !== 'conflict') saveLater(saveAfterMs);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(() => void check(), checkAfterMs);
  };
  const replace = (draft: Draft) => {
    clearTimeout(saveTimer);
    clearTimeout(checkTimer);
    const saved = asSaved(draft);
    savedTree = saved.tree;
    base = draft.sha256;
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
    overrule: (theirs) => {
      base = theirs.sha256;
      show({ state: 'unsaved', error: null });
      return flush();
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
