import { useQuery } from '@tanstack/react-query';
import type { Artifact } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { parseCsv } from './parse-csv.ts';
import styles from './run.module.css';

/** Larger files are for the download. */
const previewBytes = 512 * 1024;
const shownRows = 50;
const shownCharacters = 20_000;

/** Whether the file can be looked at here: small enough, and text of a kind. */
export function isPreviewable({ path, size }: Artifact): boolean {
  return size <= previewBytes && /\.(csv|tsv|json|jsonl|txt|md|log|ya?ml|xml|ini|toml|py)$/i.test(path);
}

/** The beginning of a text file: tables as a table, JSON set out, the rest as it is. Never as markup. */
export function ArtifactPreview({ runId, artifact }: { runId: string; artifact: Artifact }) {
  const { data: content, isError } = useQuery({
    queryKey: ['artifact-text', runId, artifact.path, artifact.modifiedAt],
    queryFn: async ({ signal }) => (await client.runs.artifact({ id: runId, path: artifact.path }, { signal })).text(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isError) return <p className={styles.hint}>{t('run.preview-failed')}</p>;
  if (content === undefined) return <p className={styles.hint}>{t('state.loading')}</p>;
  if (/\.(csv|tsv)$/i.test(artifact.path)) return <Table text={content} />;
  const shown = /\.json$/i.test(artifact.path) ? setOut(content) : content;
  return <pre className={styles.json}>{shown.slice(0, shownCharacters)}</pre>;
}

function Table({ text }: { text: string }) {
  const [head = [], ...rows] = parseCsv(text, shownRows + 1);
  return (
    <div className={styles.csv}>
      <table>
        <thead>
          <tr>
            {[...head.entries()].map(([column, cell]) => (
              <th key={column}>{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows.entries()].map(([index, row]) => (
            <tr key={index}>
              {[...row.entries()].map(([column, cell]) => (
                <td key={column} data-number={/^-?[\d\s.,]+$/.test(cell) || undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function setOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
