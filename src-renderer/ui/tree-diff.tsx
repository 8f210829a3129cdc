import { type ReactNode, useState } from 'react';
import type { ChangedFile } from '../lib/compare-trees.ts';
import { t } from '../lib/messages/messages.ts';
import { DiffViewer } from './diff-viewer.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { EmptyState, ErrorState, ListSkeleton } from './states.tsx';
import styles from './tree-diff.module.css';

interface TreeDiffProps {
  /** What is compared, for those who do not see it. */
  label: string;
  /** Undefined until both sides are here. */
  changed: readonly ChangedFile[] | undefined;
  /** Why one of the sides could not be read. */
  error: unknown;
  /** What is chosen between, before the files. */
  start?: ReactNode;
  /** At the right. */
  end?: ReactNode;
}

/** Two trees of files beside each other, one file at a time. */
export function TreeDiff({ label, changed, error, start, end }: TreeDiffProps) {
  const [path, setPath] = useState<string>();
  const shown = changed?.find((file) => file.path === path) ?? changed?.[0];
  const hasChoice = changed !== undefined && changed.length > 0;
  return (
    <section className={styles.frame} aria-label={label}>
      {(start !== undefined || end !== undefined || hasChoice) && (
        <div className={styles.bar}>
          {start}
          {hasChoice && (
            <FilterMenu
              label={t('diff.file')}
              value={shown?.path}
              options={changed.map((file) => ({ value: file.path, label: `${file.path} ${t(`diff.${file.change}`)}` }))}
              isRequired
              onChange={setPath}
            />
          )}
          {end}
        </div>
      )}
      {error !== null && <ErrorState title={t('diff.unreadable')} error={error} />}
      {error === null && changed === undefined && <ListSkeleton />}
      {changed?.length === 0 && <EmptyState title={label} text={t('diff.same')} />}
      {shown !== undefined && (
        <DiffViewer label={shown.path} path={shown.path} original={shown.original} modified={shown.modified} />
      )}
    </section>
  );
}
