import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SourceFile } from '#contract/source-file.ts';
import { compareTrees } from '../../../lib/compare-trees.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FilterMenu } from '../../../ui/filter-menu.tsx';
import { TreeDiff } from '../../../ui/tree-diff.tsx';
import { versionQuery, versionsQuery } from '../script-queries.ts';

interface CompareViewProps {
  scriptId: string;
  /** The number of a version, `draft`, or `stored` for the draft that was saved elsewhere. */
  from: string;
  to: string;
  draft: readonly SourceFile[];
  stored: readonly SourceFile[] | undefined;
  onCompare: (from: string, to: string) => void;
  onClose: () => void;
}

/** Two states of a script beside each other, file by file. */
export function CompareView({ scriptId, from, to, draft, stored, onCompare, onClose }: CompareViewProps) {
  const versions = useQuery(versionsQuery(scriptId));
  const [left, right] = useQueries({
    queries: [from, to].map((side) => ({
      ...versionQuery(scriptId, Number(side)),
      enabled: /^\d+$/.test(side),
      retry: false,
    })),
  });
  const filesOf = (side: string, contents: readonly SourceFile[] | undefined) => {
    if (side === 'stored') return stored ?? draft;
    return side === 'draft' ? draft : contents;
  };
  const before = filesOf(from, left?.data?.contents);
  const after = filesOf(to, right?.data?.contents);
  const changed = useMemo(() => (before && after ? compareTrees(before, after) : undefined), [before, after]);
  const sides = [
    { value: 'draft', label: t('scripts.draft') },
    ...(stored === undefined ? [] : [{ value: 'stored', label: t('scripts.draft-elsewhere') }]),
    ...(versions.data?.items ?? []).map(({ number }) => ({ value: String(number), label: `v${number}` })),
  ];
  return (
    <TreeDiff
      label={t('scripts.compare')}
      changed={changed}
      error={left?.error ?? right?.error ?? null}
      start={
        <>
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
        </>
      }
      end={
        <Button size="xs" leftSection={<IconX size={14} aria-hidden />} onClick={onClose}>
          {t('scripts.compare-close')}
        </Button>
      }
    />
  );
}
