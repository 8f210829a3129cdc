import { lazy, Suspense } from 'react';
import type { SourceFile } from '#contract/source-file.ts';
import { t } from '../../../lib/messages/messages.ts';
import { ListSkeleton } from '../../../ui/states.tsx';
import { isText, orderedFiles } from '../draft/edit-tree.ts';
import type { DraftTree } from '../draft/working-draft.ts';
import type { CodeEditorProps } from '../monaco/code-editor.tsx';
import styles from './editor.module.css';

/** Monaco is a megabyte: it comes after everything around it stands. */
const CodeEditor = lazy(async () => ({ default: (await import('../monaco/code-editor.tsx')).CodeEditor }));

interface CodeAreaProps extends Omit<CodeEditorProps, 'files' | 'path'> {
  /** Kept, so that nothing typed is undone by looking elsewhere, but not shown. */
  isHidden: boolean;
  tree: DraftTree;
  open: SourceFile | undefined;
  cursor: { line: number; column: number };
  onOpen: (path: string) => void;
}

/** The files as tabs and the open one in the editor. */
export function CodeArea({ isHidden, tree, open, cursor, onOpen, ...editor }: CodeAreaProps) {
  return (
    <div className={styles.code} hidden={isHidden}>
      <div className={styles.tabs}>
        <div className={styles.tabList} role="tablist" aria-label={t('scripts.files')}>
          {orderedFiles(tree).map(({ path }) => (
            <button
              key={path}
              type="button"
              role="tab"
              aria-selected={path === open?.path}
              title={path}
              onClick={() => onOpen(path)}
            >
              {path.split('/').at(-1)}
            </button>
          ))}
        </div>
        <span className={styles.place}>{t('scripts.cursor', cursor)}</span>
      </div>
      {open !== undefined && isText(open) ? (
        <Suspense fallback={<ListSkeleton rows={16} />}>
          <CodeEditor {...editor} name={t('scripts.editor', { name: open.path })} files={tree.files} path={open.path} />
        </Suspense>
      ) : (
        <p className={styles.quiet}>{t('scripts.file-binary')}</p>
      )}
    </div>
  );
}
