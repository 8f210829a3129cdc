import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { SourceFile } from '#contract/source-file.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FilterMenu } from '../../../ui/filter-menu.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import { versionQuery, versionsQuery } from '../script-queries.ts';
import { compareTrees } from './compare-trees.ts';
import styles from './versions.module.css';

const DiffViewer = lazy(async () => ({ default: (await import('../monaco/diff-viewer.tsx')).DiffViewer }));

interface CompareViewProps {
  scriptId: string;
  /** The number of a version, or `draft`. */
  from: string;
  to: string;
  draft: readonly SourceFile[];
  onCompare: (from: string, to: string) => void;
  onClose: () => void;
}

/** Two states of a script beside each other, file by file. */
export function CompareView({ scriptId, from, to, draft, onCompare, onClose }: CompareViewProps) {
  const versions = useQuery(versionsQuery(scriptId));
  const [left, right] = useQueries({
    queries: [from, to].map((side) => ({
      ...versionQuery(scriptId, Number(side)),
      enabled: side !== 'draft',
      retry: false,
    })),
  });
  const filesOf = (side: string, contents: readonly SourceFile[] | undefined) => (side === 'draft' ? draft : contents);
  const before = filesOf(from, left?.data?.contents);
  const after = filesOf(to, right?.data?.contents);
  const changed = useMemo(() => (before && after ? compareTrees(before, after) : undefined), [before, after]);
  const [path, setPath] = useState<string>();
  const shown = changed?.find((file) => file.path === path) ?? changed?.[0];
  const error = left?.error ?? right?.error ?? null;

  const sides = [
    { value: 'draft', label: t('scripts.draft') },
    ...(versions.data?.items ?? []).map(({ number }) => ({ value: String(number), label: `v${number}` })),
  ];
  return (
    <section className={styles.compare} aria-label={t('scripts.compare')}>
      <div className={styles.compareBar}>
        <FilterMenu
          label={t('scripts.compare-from')}
          value={from}
          options={sides}
          isRequired
          onChange={(side) => onCompare(side ?? from, to)}
        />
        <FilterMenu
          label={t('scripts.compare-to')}
          value={to}
          options={sides}
          isRequired
          onChange={(side) => onCompare(from, side ?? to)}
        />
        {changed !== undefined && changed.length > 0 && (
          <FilterMenu
            label={t('scripts.files')}
            value={shown?.path}
            options={changed.map((file) => ({ value: file.path, label: file.path }))}
            isRequired
            onChange={setPath}
          />
        )}
        <Button size="xs" ml="auto" leftSection={<IconX size={14} aria-hidden />} onClick={onClose}>
          {t('scripts.compare-close')}
        </Button>
      </div>
      {error !== null && <ErrorState title={t('scripts.compare-unreadable')} error={error} />}
      {error === null && changed === undefined && <ListSkeleton />}
      {changed !== undefined && changed.length === 0 && (
        <EmptyState title={t('scripts.compare')} text={t('scripts.compare-same')} />
      )}
      {shown !== undefined && (
        <Suspense fallback={<ListSkeleton />}>
          <DiffViewer label={shown.path} path={shown.path} original={shown.original} modified={shown.modified} />
        </Suspense>
      )}
    </section>
  );
}
