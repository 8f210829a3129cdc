import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLayoutSidebar, IconSearch } from '@tabler/icons-react';
import { Suspense, useRef, useState } from 'react';
import type { SourceFile } from '#contract/source-file.ts';
import { isMac } from '../../../lib/keyboard/use-shortcuts.ts';
import { rich, t } from '../../../lib/messages/messages.ts';
import { lazyPart } from '../../../lib/parts/load-part.ts';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { ListSkeleton } from '../../../ui/states.tsx';
import { isText, orderedFiles } from '../draft/edit-tree.ts';
import type { DraftTree } from '../draft/working-draft.ts';
import type { CodeEditorHandle, CodeEditorProps, TabUse } from '../monaco/code-editor.tsx';
import styles from './editor.module.css';

/** Monaco is a megabyte: it comes after everything around it stands. */
const CodeEditor = lazyPart(async () => ({ default: (await import('../monaco/code-editor.tsx')).CodeEditor }));

interface CodeAreaProps extends Omit<CodeEditorProps, 'files' | 'path' | 'ref' | 'onTabUse'> {
  /** Kept, so that nothing typed is undone by looking elsewhere, but not shown. */
  isHidden: boolean;
  tree: DraftTree;
  open: SourceFile | undefined;
  cursor: { line: number; column: number };
  onOpen: (path: string) => void;
  /** Where the files have no column of their own. */
  onChooseFile: () => void;
}

/** The files as tabs and the open one in the editor. */
export function CodeArea({ isHidden, tree, open, cursor, onOpen, onChooseFile, ...editor }: CodeAreaProps) {
  const handle = useRef<CodeEditorHandle>(null);
  const [tabUse, setTabUse] = useState<TabUse>();
  return (
    <div className={styles.code} hidden={isHidden}>
      <div className={styles.tabs}>
        <ActionIcon className={styles.choose} aria-label={t('scripts.choose-file')} onClick={onChooseFile}>
          <IconLayoutSidebar size={16} aria-hidden />
        </ActionIcon>
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
        {tabUse !== undefined && <TabHint use={tabUse} />}
        <span className={styles.place}>{t('scripts.cursor', cursor)}</span>
        <Tooltip label={t('scripts.find-text')}>
          <ActionIcon
            className={styles.find}
            aria-label={t('scripts.find-text')}
            onClick={() => handle.current?.find()}
          >
            <IconSearch size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {open !== undefined && isText(open) ? (
        <Suspense fallback={<ListSkeleton rows={16} />}>
          <CodeEditor
            {...editor}
            ref={handle}
            name={t('scripts.editor', { name: open.path })}
            files={tree.files}
            path={open.path}
            onTabUse={setTabUse}
          />
        </Suspense>
      ) : (
        <p className={styles.quiet}>{t('scripts.file-binary')}</p>
      )}
    </div>
  );
}

/** How one gets out of the code by keyboard (WCAG 2.1.2); shown while one is in it. */
function TabHint({ use }: { use: TabUse }) {
  const keys = isMac ? 'Ctrl+Shift+m' : 'Ctrl+m';
  return (
    <span className={styles.tabHint} role="status">
      {rich(
        use === 'indents' ? 'scripts.tab-indents' : 'scripts.tab-moves',
        {},
        {
          key: () => (
            <span key="key">
              <KeyHint keys={keys} />
              <span className="visually-hidden">{keys}</span>
            </span>
          ),
        },
      )}
    </span>
  );
}
