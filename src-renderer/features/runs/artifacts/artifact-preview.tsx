import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { Artifact } from '#contract/runs.ts';
import { client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { lazyPart } from '../../../lib/parts/load-part.ts';
import styles from './artifacts.module.css';
import { HtmlView } from './html-view.tsx';
import { ImageView } from './image-view.tsx';
import { extensionOf, previewKindOf } from './preview-kind.ts';
import { TableView } from './table-view.tsx';

/** The parser comes when the first Markdown file is looked at. */
const MarkdownView = lazyPart(async () => ({ default: (await import('./markdown-view.tsx')).MarkdownView }));

interface ArtifactPreviewProps {
  runId: string;
  artifact: Artifact;
  /** As it was written instead of set out. */
  isSource?: boolean;
  /** With the room of a dialog. */
  isLarge?: boolean;
}

/** What a file holds: tables as a table, JSON and Markdown set out, pages in a sealed frame, the rest as it is. */
export function ArtifactPreview({ runId, artifact, isSource = false, isLarge = false }: ArtifactPreviewProps) {
  const { path, modifiedAt } = artifact;
  const kind = previewKindOf(artifact);
  const { data, isError } = useQuery({
    queryKey: ['artifact', runId, path, modifiedAt],
    queryFn: async ({ signal }) => {
      const blob = await client.runs.artifact({ id: runId, path }, { signal });
      return { blob, text: kind === 'image' ? '' : await blob.text() };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isError) return <p className={styles.hint}>{t('run.preview-failed')}</p>;
  if (data === undefined) return <p className={styles.hint}>{t('state.loading')}</p>;
  const { blob, text } = data;
  if (kind === 'image' && !isSource) return <ImageView blob={blob} path={path} version={`${runId} ${modifiedAt}`} />;
  if (text === '') return <p className={styles.hint}>{t('run.preview-empty')}</p>;
  if (kind === 'table' && !isSource) return <TableView text={text} rows={isLarge ? 1_000 : 50} />;
  if (kind === 'html' && !isSource) return <HtmlView html={text} path={path} />;
  if (kind === 'markdown' && !isSource) {
    return (
      <Suspense fallback={<p className={styles.hint}>{t('state.loading')}</p>}>
        <MarkdownView text={text} />
      </Suspense>
    );
  }
  return <Source text={extensionOf(path) === 'json' && !isSource ? setOut(text) : text} isLarge={isLarge} />;
}

function Source({ text, isLarge }: { text: string; isLarge: boolean }) {
  const shown = isLarge ? 200_000 : 20_000;
  return (
    <>
      <pre className={styles.source}>{text.slice(0, shown)}</pre>
      {text.length > shown && <p className={styles.hint}>{t('run.preview-cut', { n: shown })}</p>}
    </>
  );
}

function setOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
