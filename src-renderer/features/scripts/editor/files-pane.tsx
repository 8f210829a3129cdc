import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBraces,
  IconBrandPython,
  IconDots,
  IconFile,
  IconFileText,
  IconMathFunction,
  IconPlus,
  IconVariable,
} from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { Problem } from '#contract/scripts.ts';
import type { SourceFile } from '#contract/source-file.ts';
import { t } from '../../../lib/messages/messages.ts';
import { isText, orderedFiles } from '../draft/edit-tree.ts';
import { outlineOf } from '../draft/outline.ts';
import type { DraftTree } from '../draft/working-draft.ts';
import type { CodePlace } from '../monaco/code-editor.tsx';
import styles from './editor.module.css';

const outlineIcons = { class: IconBraces, function: IconMathFunction, variable: IconVariable };

interface FilesPaneProps {
  tree: DraftTree;
  open: SourceFile | undefined;
  line: number;
  problems: readonly Problem[];
  isReadOnly: boolean;
  onOpen: (path: string) => void;
  onGo: (place: CodePlace) => void;
  onAdd: () => void;
  onRename: (path: string) => void;
  onRemove: (path: string) => void;
  onStartHere: (path: string) => void;
}

/** The files of the script, and what the open one defines. */
export function FilesPane(props: FilesPaneProps) {
  const { tree, open, isReadOnly } = props;
  return (
    <nav className={styles.files} aria-label={t('scripts.files')}>
      <h2 className={styles.filesHead}>
        {t('scripts.files')}
        {!isReadOnly && (
          <ActionIcon size="xs" aria-label={t('scripts.add-file')} title={t('scripts.add-file')} onClick={props.onAdd}>
            <IconPlus size={14} aria-hidden />
          </ActionIcon>
        )}
      </h2>
      <ul>
        {orderedFiles(tree).map((file) => (
          <FileRow key={file.path} {...props} file={file} />
        ))}
      </ul>
      {open?.path.endsWith('.py') && isText(open) && <Outline file={open} line={props.line} onGo={props.onGo} />}
      {!isReadOnly && <p className={styles.dropHint}>{t('scripts.drop-hint')}</p>}
    </nav>
  );
}

function FileRow({ file, tree, open, problems, isReadOnly, ...on }: FilesPaneProps & { file: SourceFile }) {
  const { path } = file;
  const isEntry = path === tree.entrypoint;
  const ofFile = problems.filter((problem) => problem.path === path);
  const hasErrors = ofFile.some(({ severity }) => severity === 'error');
  return (
    <li className={styles.file} data-current={open?.path === path || undefined}>
      <button
        type="button"
        className={styles.fileName}
        aria-current={open?.path === path || undefined}
        title={isEntry ? `${path}, ${t('scripts.entrypoint')}` : path}
        onClick={() => on.onOpen(path)}
      >
        <FileIcon file={file} />
        <span className="ellipsis grow">{path}</span>
        {ofFile.length > 0 && (
          <span className={styles.fileCount} data-severity={hasErrors ? 'error' : 'warning'}>
            {ofFile.length}
            <span className="visually-hidden"> {t('scripts.problems')}</span>
          </span>
        )}
      </button>
      {!isReadOnly && (
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon size="xs" className={styles.fileMenu} aria-label={t('scripts.file-menu', { name: path })}>
              <IconDots size={14} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => on.onRename(path)}>{t('scripts.rename')}</Menu.Item>
            {path.endsWith('.py') && !isEntry && (
              <Menu.Item onClick={() => on.onStartHere(path)}>{t('scripts.make-entrypoint')}</Menu.Item>
            )}
            {!isEntry && (
              <Menu.Item onClick={() => on.onRemove(path)}>{t('scripts.delete-file', { name: path })}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

interface OutlineProps {
  file: SourceFile;
  line: number;
  onGo: (place: CodePlace) => void;
}

function Outline({ file, line, onGo }: OutlineProps): ReactNode {
  const entries = useMemo(() => outlineOf(file.content), [file.content]);
  const current = entries.findLast((entry) => entry.line <= line);
  if (entries.length === 0) return null;
  return (
    <>
      <h2 className={styles.filesHead}>{t('scripts.outline')}</h2>
      <ul>
        {entries.map((entry) => {
          const Icon = outlineIcons[entry.kind];
          return (
            <li key={`${entry.line}`} className={styles.file} data-current={entry === current || undefined}>
              <button
                type="button"
                className={styles.fileName}
                data-depth={entry.depth}
                onClick={() => onGo({ path: file.path, line: entry.line, column: 1 })}
              >
                <Icon size={14} className="t3" aria-hidden />
                <span className="ellipsis grow mono">{entry.name}</span>
                <span className="t3 xxs figures">{entry.line}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function FileIcon({ file }: { file: SourceFile }) {
  const Icon = file.path.endsWith('.py') ? IconBrandPython : isText(file) ? IconFileText : IconFile;
  return <Icon size={14} className="t3" aria-hidden />;
}
