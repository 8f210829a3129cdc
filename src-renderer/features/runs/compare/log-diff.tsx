import { useQuery } from '@tanstack/react-query';
import type { Run } from '#contract/runs.ts';
import { client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DiffViewer } from '../../../ui/diff-viewer.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import { isLive } from '../run-times.ts';
import { comparableText } from './comparable-text.ts';
import styles from './compare.module.css';

/** A page of the log is what one look is worth; what went wrong is at its end. */
const comparedLines = 5_000;

/** What two runs printed, beside each other. */
export function LogDiff({ run, good }: { run: Run; good: Run }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['log-diff', good.id, run.id, run.logLines],
    queryFn: ({ signal }) => Promise.all([good, run].map((each) => readEnd(each, signal))),
    staleTime: isLive(run) ? 0 : Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <ErrorState title={t('log.unreadable')} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <ListSkeleton />;
  const [original = '', modified = ''] = data;
  if (original === modified) return <EmptyState title={t('run.compare.log')} text={t('diff.same')} />;
  const isCut = Math.max(run.logLines, good.logLines) > comparedLines;
  return (
    <>
      {isCut && <p className={styles.note}>{t('run.compare-log-cut', { n: comparedLines })}</p>}
      <DiffViewer label={t('run.compare.log')} path="log.txt" original={original} modified={modified} />
    </>
  );
}

async function readEnd({ id, logLines }: Run, signal: AbortSignal): Promise<string> {
  const from = Math.max(1, logLines - comparedLines + 1);
  const { lines } = await client.runs.logs({ id, from, limit: comparedLines }, { signal });
  return comparableText(lines);
}
