import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../lib/client/api.ts';
import { compareTrees } from '../../../lib/compare-trees.ts';
import { t } from '../../../lib/messages/messages.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { TreeDiff } from '../../../ui/tree-diff.tsx';

/** The versions two runs ran. What was run of a draft or of loose files was not kept as a version. */
export function ScriptDiff({ run, good }: { run: Run; good: Run }) {
  const versions = [good, run].map(({ scriptId, scriptVersion }) =>
    scriptId === null || scriptVersion === null ? undefined : { id: scriptId, number: scriptVersion },
  );
  const [left, right] = useQueries({
    queries: versions.map((input) =>
      api.scripts.version.queryOptions({
        input: input ?? { id: '', number: 1 },
        enabled: input !== undefined,
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
      }),
    ),
  });
  const before = left?.data?.contents;
  const after = right?.data?.contents;
  const changed = useMemo(() => (before && after ? compareTrees(before, after) : undefined), [before, after]);
  if (versions.some((input) => input === undefined)) {
    return <EmptyState title={t('run.compare.script')} text={t('run.compare-no-version')} />;
  }
  if (good.scriptId === run.scriptId && good.scriptVersion === run.scriptVersion) {
    const text = t('run.compare-same-version', { n: run.scriptVersion ?? 0 });
    return <EmptyState title={t('run.compare.script')} text={text} />;
  }
  return <TreeDiff label={t('run.compare.script')} changed={changed} error={left?.error ?? right?.error ?? null} />;
}
